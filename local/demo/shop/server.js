'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const publicFolder = path.join(__dirname, 'public');
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What git says, or `fallback` where there is no git or no repository. */
function git(args, fallback) {
  try {
    const options = { cwd: __dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', args, options).trim() || fallback;
  } catch {
    return fallback;
  }
}

/** Branch and commit that are checked out; a detached HEAD goes by the remote branch it is at. */
function readVersion() {
  let branch = git(['rev-parse', '--abbrev-ref', 'HEAD'], 'unknown');
  if (branch === 'HEAD') {
    const format = '--format=%(refname:lstrip=3)';
    const remote = git(['for-each-ref', format, '--points-at', 'HEAD', 'refs/remotes'], '');
    branch = remote.split('\n').find((name) => name && name !== 'HEAD') || 'detached';
  }
  return { branch, commit: git(['rev-parse', '--short=12', 'HEAD'], 'unknown') };
}

function escapeHtml(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** The shop's page, with `{{name}}` replaced by the value of that name. */
function renderPage(values) {
  const page = fs.readFileSync(path.join(publicFolder, 'index.html'), 'utf8');
  return page.replace(/\{\{(\w+)\}\}/g, (_, name) => escapeHtml(String(values[name] ?? '')));
}

/** Answers `/`, `/version` and the files in `public`. */
function createShop(env = process.env) {
  const values = { ...readVersion(), greeting: env.SHOP_GREETING || 'Welcome in' };
  return http.createServer((request, response) => {
    const [pathname] = request.url.split('?');
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return response.end(renderPage(values));
    }
    if (pathname === '/version') {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(values));
    }
    // `basename` keeps the path inside the folder.
    const file = path.join(publicFolder, path.basename(pathname));
    const contentType = contentTypes[path.extname(file)];
    if (!contentType || !fs.existsSync(file)) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      return response.end('Not found\n');
    }
    response.writeHead(200, { 'content-type': contentType });
    fs.createReadStream(file).pipe(response);
  });
}

module.exports = { createShop };

if (require.main === module) {
  const port = Number(process.env.PORT || 3000);
  createShop().listen(port, () => console.log(`The shop is open on port ${port}`));
}
