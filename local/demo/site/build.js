'use strict';

const fs = require('node:fs');

fs.mkdirSync('dist', { recursive: true });
const page = fs.readFileSync('public/index.html', 'utf8');
fs.writeFileSync('dist/index.html', page.replace('{{built}}', new Date().toISOString()));
console.log('Built dist/index.html');
