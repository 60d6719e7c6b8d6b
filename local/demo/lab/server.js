'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const { PORT = '3000' } = process.env;

http
  .createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(fs.readFileSync(path.join(__dirname, 'public', 'index.html')));
  })
  .listen(Number(PORT));
