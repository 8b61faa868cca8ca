// Which pictures a panel loads, and when it tries again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseAfter, pictureAddress } from '/av/picture-rules.js';

test('pictures come from the web, or lie in the address itself', () => {
  for (const host of ['panel.local', '127.0.0.1']) {
    for (const address of ['https://i.scdn.co/image/1', 'HTTPS://a/b', 'data:image/png;base64,AA']) {
      assert.equal(pictureAddress(address, host), address);
    }
    for (const address of [null, undefined, 7, '', 'x', 'http://a/b', 'javascript:alert(1)', 'data:text/html,x', '/av/icon.svg', 'blob:https://a/b']) {
      assert.equal(pictureAddress(address, host), null, String(address));
    }
  }
});

test('plain http is for pictures of this machine on a page of this machine', () => {
  const cover = 'http://127.0.0.1:8081/image/1';
  for (const host of ['127.0.0.1', '127.0.1.1', 'localhost', '[::1]']) {
    assert.equal(pictureAddress(cover, host), cover);
  }
  for (const host of ['192.168.1.5', 'panel.local', '127.0.0.1.example', '[fe80::1]', 'localhost.example']) {
    assert.equal(pictureAddress(cover, host), null, host);
  }
  for (const address of ['http://127.0.0.1.example/1', 'http://127.0.0.1@a/1', 'http://192.168.1.5/1', 'http://localhost:8081/1']) {
    assert.equal(pictureAddress(address, '127.0.0.1'), null, address);
  }
});

test('the pauses grow, up to five minutes', () => {
  const pauses = [1, 2, 3, 8, 9, 100, 5000].map(pauseAfter);
  assert.deepEqual(pauses, [2000, 4000, 8000, 256_000, 300_000, 300_000, 300_000]);
});
