'use strict';

const fs = require('node:fs');
const http = require('node:http');

const { PORT = '3000', PLATFORM_BRANCH = 'no branch' } = process.env;

http
  .createServer((request, response) => {
    const page = fs.readFileSync('dist/index.html', 'utf8');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page.replace('{{branch}}', PLATFORM_BRANCH));
  })
  .listen(Number(PORT));
