import { composeFile, howToRun } from '../../src/domain/how-to-run';

test.each([
  [['package.json', 'package-lock.json'], 'a Node.js app', 'npm ci', 'PORT=$P npm start'],
  [['package.json', 'yarn.lock'], 'a Node.js app', 'yarn install', 'npm start'],
  [['package.json', 'pnpm-lock.yaml'], 'a Node.js app', 'pnpm install', 'npm start'],
  [['package.json'], 'a Node.js app', 'npm install', 'npm start'],
  [['requirements.txt', 'main.py'], 'a Python app', '-r requirements.txt', 'python3 main.py'],
  [['manage.py', 'requirements.txt'], 'a Django app', 'pip install', 'runserver 0.0.0.0:$P'],
  [['pyproject.toml'], 'a Python app', 'pip install .', 'PORT=$P python3 app.py'],
  [['composer.json', 'public/'], 'a PHP app', 'composer install', '-S 0.0.0.0:$P -t public'],
  [['composer.json', 'artisan'], 'a Laravel app', 'composer install', '--port=$P'],
  [['go.mod', 'package.json'], 'a Go app', 'go build', 'PORT=$P ./preview-app'],
  [['pom.xml', 'mvnw'], 'a Java app', './mvnw', 'target/*.jar --server.port=$P'],
  [['build.gradle.kts'], 'a Java app', 'gradle assemble', 'build/libs/*.jar'],
])('%j is taken for %s', (root, madeFor, build, run) => {
  const found = howToRun(root, '$P');
  expect(found.madeFor).toBe(madeFor);
  expect(found.build[0]?.command).toContain(build);
  expect(found.run.command).toContain(run);
});

test.each([
  [['index.html'], 'a static site', '--directory .preview'],
  [['public/'], 'a static site', '--directory public'],
  [['README.md'], undefined, '--directory .preview'],
])('%j is served, and never with the history of the repository', (root, madeFor, run) => {
  const found = howToRun(root, '$P');
  expect(found.madeFor).toBe(madeFor);
  expect(found.run.command).toContain(`http.server $P --bind 0.0.0.0 ${run}`);
});

test('a file of Docker Compose is recognised by its name', () => {
  expect(composeFile(['a', 'docker-compose.yml'])).toBe('docker-compose.yml');
  expect(composeFile(['compose.yaml'])).toBe('compose.yaml');
  expect(composeFile(['compose.yaml.txt'])).toBeUndefined();
});
