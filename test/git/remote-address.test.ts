import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRemoteAddress } from '../../src/git/remote-address.ts';

/** The environment less the helper, which the mirror's tests run. */
function secret(user: string, password: string, host = 'host', protocol = 'https') {
  const place = { FLAWLESS_GIT_PROTOCOL: protocol, FLAWLESS_GIT_HOST: host };
  return { ...place, FLAWLESS_GIT_USER: user, FLAWLESS_GIT_PASSWORD: password };
}

test('takes the credentials out of addresses of http, and leaves all others as they are', () => {
  const user = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'credential.username', GIT_CONFIG_VALUE_0: 'ann' };
  for (const [setting, url, env] of [
    ['https://host/team/shop.git', 'https://host/team/shop.git', {}],
    ['https://u:p@host/shop', 'https://host/shop', secret('u', 'p')],
    ['HTTP://u:p@host:81/shop/', 'http://host:81/shop/', secret('u', 'p', 'host:81', 'http')],
    ['https://u:CAN@ARYpw@host/shop', 'https://host/shop', secret('u', 'CAN@ARYpw')],
    ['https://u%40x:p%3Aw@host/shop', 'https://host/shop', secret('u@x', 'p:w')],
    ['https://u:100%@host/shop', 'https://host/shop', secret('u', '100%')],
    ['https://:token@host/shop', 'https://host/shop', secret('', 'token')],
    ['https://ann@host/shop', 'https://host/shop', user],
    ['https://host/@scope/shop', 'https://host/@scope/shop', {}],
    ['HTTPS://host/shop.git', 'https://host/shop.git', {}],
    ['https://host/shop.git?token=x/y', 'https://host/shop.git?token=x/y', {}],
    ['SSH://git@Host/shop', 'ssh://git@Host/shop', {}],
    ['ssh://git@host/shop', 'ssh://git@host/shop', {}],
    ['git@host:team/shop.git', 'git@host:team/shop.git', {}],
    ['/srv/a@b/shop', '/srv/a@b/shop', {}],
  ] as const) {
    const address = readRemoteAddress(setting);
    const {
      GIT_CONFIG_COUNT: count,
      GIT_CONFIG_KEY_0: key,
      GIT_CONFIG_VALUE_0: value,
      ...others
    } = address.env;
    assert.equal(address.url, url, setting);
    if (key === 'credential.helper') assert.deepEqual([count, others], ['1', env], setting);
    else assert.deepEqual(address.env, env, setting);
    assert.ok(!value?.includes('p@'), setting);
    assert.equal(address.name, 'shop', setting);
    const digest = createHash('sha256').update(url).digest('hex').slice(0, 8);
    assert.equal(address.dirName, `shop-${digest}.git`, setting);
  }
});

test('the directory stays the same when only credentials change', () => {
  const [old, rotated] = ['https://u:p@h/x', 'https://v:q@h/x'].map((url) => readRemoteAddress(url).dirName);
  assert.equal(old, rotated);
  assert.notEqual(readRemoteAddress('https://h/a/x').dirName, readRemoteAddress('https://h/b/x').dirName);
});

test('a directory is always a plain name, and a password never in the address', () => {
  const anything = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(anything, anything, (password, rest) => {
      const address = readRemoteAddress(`https://u:${encodeURIComponent(`S3CRET${password}`)}@h/${rest}`);
      assert.ok(!address.dirName.includes('/'));
      assert.ok(!address.url.includes('S3CRET'));
    }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      assert.match(readRemoteAddress(text).dirName, /^[^/]*-[0-9a-f]{8}\.git$/);
    }),
  );
});
