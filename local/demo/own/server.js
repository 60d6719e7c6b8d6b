'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const { PORT = '3000', PREVIEW_NAME = 'no preview', PREVIEW_COMMIT = '' } = process.env;

http
  .createServer((request, response) => {
    const page = fs.readFileSync(path.join(__dirname, 'public', 'index.html'), 'utf8');
    const values = { name: PREVIEW_NAME, commit: PREVIEW_COMMIT.slice(0, 12) };
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? ''));
  })
  .listen(Number(PORT));
