// What the administrator does: sync and watch, wipe, uninstall a module; also without script, by reloading.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, makeBrowser, makeWorld, open, until } from './lib.mjs';

const mounts = 1420; // that the simulated Battle.net has
let site, browser, address, password;

before(async () => {
  site = await makeWorld({ perSecond: 150, icons: false }); // so that there is something to watch
  password = (await site.command('user:add', 'Ann', '--generate', '--role', 'administrator')).password;
  address = await site.serve();
  site.work();
  browser = await makeBrowser();
});

after(async () => {
  if (browser) await browser.close();
  if (site) await site.end();
});

async function administrator(options) {
  const visit = await open(browser, options);
  await logIn(visit.page, address, 'Ann', password);
  return visit;
}

const section = (page, name) => page.locator('.provider').filter({ has: page.getByRole('heading', { name, exact: true, level: 3 }) });
const task = (page, title) => page.locator('#tasks tbody tr').filter({ hasText: title }).first();

test('the dashboard shows a sync while it goes on, without being reloaded', async () => {
  const plain = await administrator({ javaScriptEnabled: false });
  const { page, context, troubles } = await administrator();
  await page.goto(address + '/admin/reports/wow');
  await section(page, 'Mount').getByText('never yet').waitFor();
  await Promise.all([page.waitForURL(/\/admin\/reports\/wow#tasks$/), section(page, 'Mount').getByRole('button', { name: 'Sync now' }).click()]);
  await page.evaluate(() => { window.sameDocument = true; });
  const working = section(page, 'Mount').locator('.working');
  await working.waitFor();

  // Without script, loading the page tells the same.
  await plain.page.goto(address + '/admin/reports/wow');
  assert.match(await section(plain.page, 'Mount').locator('.working').textContent(), / of 1420/);
  await plain.context.close();

  const seen = new Set();
  await until(async () => {
    for (const text of await working.locator('span').allTextContents()) seen.add(text);
    return await working.count() === 0;
  }, 'the end of the sync');
  assert.ok([...seen].some((text) => /^[1-9]\d* of 1420$/.test(text)), [...seen].join(', '));
  await section(page, 'Mount').getByText(new RegExp(`${mounts} rows`)).waitFor();
  await task(page, 'Mount: Sync now').getByText('done').waitFor();
  assert.equal(await page.evaluate(() => window.sameDocument), true);
  assert.equal(await site.count('wow_mount'), mounts);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a wipe is asked about first, and can be left', async () => {
  const { page, context, troubles } = await administrator();
  await page.goto(address + '/admin/reports/wow');
  await section(page, 'Mount').getByRole('button', { name: 'Wipe' }).click();
  await page.getByText(`${mounts} rows of wow_mount go`).waitFor();
  await page.getByRole('link', { name: 'No, leave it as it is' }).click();
  await page.waitForURL(address + '/admin/reports/wow');
  assert.equal(await site.count('wow_mount'), mounts);
  await section(page, 'Mount').getByRole('button', { name: 'Wipe' }).click();
  await page.getByRole('button', { name: 'Wipe' }).click();
  await page.waitForURL(/#tasks$/);
  await task(page, 'Mount: Wipe').getByText(/done: [\d,]+ rows deleted/).waitFor();
  await section(page, 'Mount').getByText('0 rows').first().waitFor();
  assert.equal(await site.count('wow_mount'), 0);
  assert.equal(await section(page, 'Realm').getByRole('button', { name: 'Wipe' }).count(), 0); // terms are never wiped
  assert.deepEqual(troubles, []);
  await context.close();
});

test('without script an action starts, and the region is chosen', async () => {
  const { page, context } = await administrator({ javaScriptEnabled: false });
  await page.goto(address + '/admin/reports/wow');
  await section(page, 'Realm').getByRole('combobox').selectOption('us');
  await section(page, 'Realm').getByRole('button', { name: 'Sync now' }).click();
  await page.waitForURL(/#tasks$/);
  await until(async () => {
    await page.reload();
    return await task(page, 'Realm: Sync now, us').getByText('done').count();
  }, 'the end of the sync');
  assert.ok(await site.count('taxonomy_term', 'vid = wow_realm', 'wow_region = us') > 0);
  await context.close();
});

test('a module is uninstalled after its plan was shown, and the site goes on without it', async () => {
  await site.save('wow_toy', { blizzard_id: 1, name: 'Brown Ball', last_fetched: Math.floor(Date.now() / 1000) });
  const { page, context, troubles } = await administrator();
  await page.goto(address + '/admin/modules');
  await page.getByRole('link', { name: 'Uninstall World of Warcraft toys' }).click();
  await page.getByRole('alert').getByText('1 rows are deleted for good').waitFor();
  assert.match(await page.locator('article').textContent(), /Will be uninstalled, in this order: wow_toy/);
  await page.getByRole('link', { name: 'No, leave it as it is' }).click();
  await page.getByRole('link', { name: 'Uninstall World of Warcraft toys' }).click();
  await page.locator('form button.primary').filter({ hasText: 'Uninstall' }).click();
  await page.waitForURL(address + '/admin/modules');
  await page.getByText('Done; uninstalled: wow_toy').waitFor();
  await page.getByRole('link', { name: 'Install World of Warcraft toys' }).waitFor();
  await assert.rejects(site.count('wow_toy'));
  await page.goto(address + '/admin/reports/wow');
  assert.equal(await section(page, 'Toy').count(), 0);
  assert.equal(await section(page, 'Mount').count(), 1);
  assert.deepEqual(troubles.filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|status of 50[23]/.test(text)), []);
  await context.close();
});
