/** One command, and what people read above it. */
export interface NamedCommand {
  title: string;
  command: string;
}

/** How a repository is built and started, as far as the names in its root tell. */
export interface HowToRun {
  /** What it was taken for, to follow "This looks like"; undefined when nothing was recognised. */
  madeFor?: string;
  build: NamedCommand[];
  run: NamedCommand;
}

/** `port` is what the shell of the provider puts in for the port. */
type Rule = (has: (path: string) => boolean, port: string) => HowToRun | undefined;

/** The first one that knows the repository counts: a Python app may have a package.json for its styles. */
const RULES: Rule[] = [python, php, java, go, node, site];

/** How a repository with these files and folders in its root is most likely built and started. */
export function howToRun(root: string[], port: string): HowToRun {
  const has = (path: string) => root.includes(path);
  for (const rule of RULES) {
    const found = rule(has, port);
    if (found) return found;
  }
  return servesFiles(port);
}

/** The file of Docker Compose among these, if there is one. */
export function composeFile(root: string[]): string | undefined {
  return root.find((path) => /^(docker-)?compose\.ya?ml$/.test(path));
}

function python(has: (path: string) => boolean, port: string): HowToRun | undefined {
  const isDjango = has('manage.py');
  if (!isDjango && !has('requirements.txt') && !has('pyproject.toml')) return undefined;
  const start = isDjango
    ? `python3 manage.py runserver 0.0.0.0:${port}`
    : `PORT=${port} python3 ${has('main.py') ? 'main.py' : 'app.py'}`;
  const what = has('requirements.txt') ? '-r requirements.txt' : '.';
  return {
    madeFor: isDjango ? 'a Django app' : 'a Python app',
    build: [{ title: 'Install', command: `pip install ${what}` }],
    run: { title: 'Start', command: start },
  };
}

function php(has: (path: string) => boolean, port: string): HowToRun | undefined {
  if (!has('composer.json') && !has('index.php')) return undefined;
  const serve = `php -S 0.0.0.0:${port}${has('public/') ? ' -t public' : ''}`;
  return {
    madeFor: has('artisan') ? 'a Laravel app' : 'a PHP app',
    build: has('composer.json')
      ? [{ title: 'Install', command: 'composer install --no-interaction' }]
      : [],
    run: {
      title: 'Start',
      command: has('artisan') ? `php artisan serve --host=0.0.0.0 --port=${port}` : serve,
    },
  };
}

function java(has: (path: string) => boolean, port: string): HowToRun | undefined {
  const isGradle = has('build.gradle') || has('build.gradle.kts');
  if (!isGradle && !has('pom.xml')) return undefined;
  const build = isGradle
    ? `${has('gradlew') ? './gradlew' : 'gradle'} assemble`
    : `${has('mvnw') ? './mvnw' : 'mvn'} -B package -DskipTests`;
  const jars = isGradle ? 'build/libs' : 'target';
  return {
    madeFor: 'a Java app',
    build: [{ title: 'Build', command: build }],
    run: { title: 'Start', command: `java -jar ${jars}/*.jar --server.port=${port}` },
  };
}

function go(has: (path: string) => boolean, port: string): HowToRun | undefined {
  if (!has('go.mod')) return undefined;
  return {
    madeFor: 'a Go app',
    build: [{ title: 'Build', command: 'go build -o preview-app .' }],
    run: { title: 'Start', command: `PORT=${port} ./preview-app` },
  };
}

function node(has: (path: string) => boolean, port: string): HowToRun | undefined {
  if (!has('package.json')) return undefined;
  const installs: [string, string][] = [
    ['pnpm-lock.yaml', 'corepack enable && pnpm install --frozen-lockfile'],
    ['yarn.lock', 'corepack enable && yarn install --immutable'],
    ['package-lock.json', 'npm ci'],
  ];
  const install = installs.find(([lock]) => has(lock))?.[1] ?? 'npm install';
  return {
    madeFor: 'a Node.js app',
    build: [{ title: 'Install', command: install }],
    run: { title: 'Start', command: `PORT=${port} npm start` },
  };
}

function site(has: (path: string) => boolean, port: string): HowToRun | undefined {
  const isSite = ['index.html', 'public/', 'dist/'].some(has);
  if (!isSite) return undefined;
  const folder = has('index.html') ? undefined : ['public', 'dist'].find((one) => has(`${one}/`));
  return { madeFor: 'a static site', ...servesFiles(port, folder) };
}

/** The root itself holds the repository's whole history: what is served is a copy without it. */
function servesFiles(port: string, folder?: string): HowToRun {
  const copy = 'rm -rf .preview && mkdir .preview && git archive HEAD | tar -x -C .preview';
  const serve = `python3 -m http.server ${port} --bind 0.0.0.0 --directory ${folder ?? '.preview'}`;
  return {
    build: folder ? [] : [{ title: 'Copy the files that are served', command: copy }],
    run: { title: 'Serve the files', command: serve },
  };
}
