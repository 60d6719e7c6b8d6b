/** A CI file that runs what `npm` knows of most: what people begin with. */
export const CI_EXAMPLE = `
prepare:
  steps:
    - name: Install
      command: npm ci
test:
  steps:
    - name: Unit tests
      command: npm test
run:
  steps:
    - name: Start on port 3000, on all interfaces
      command: npm start
`.trimStart();
