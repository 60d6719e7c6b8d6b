'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const { after, before, test } = require('node:test');
const { createShop } = require('./server');

let shop;
let url;

before(async () => {
  shop = createShop({ SHOP_GREETING: 'Hello <you>' }).listen(0);
  await once(shop, 'listening');
  url = `http://127.0.0.1:${shop.address().port}`;
});

after(() => shop.close());

test('the page shows a heading and the bread', async () => {
  const page = await (await fetch(url)).text();
  assert.match(page, /<h1>.+<\/h1>/);
  assert.match(page, /Sourdough/);
});

test('the page shows the greeting, escaped', async () => {
  const page = await (await fetch(url)).text();
  assert.match(page, /Hello &lt;you&gt;/);
});

test('the style sheet is served', async () => {
  const response = await fetch(`${url}/style.css`);
  assert.strictEqual(response.headers.get('content-type'), 'text/css; charset=utf-8');
});

test('a file outside the public folder is not served', async () => {
  assert.strictEqual((await fetch(`${url}/..%2fpackage.json`)).status, 404);
});
