// How pages look and whom they serve: no violation of accessibility rules, nothing beyond the edge of a small screen.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeSource, character, logIn, makeBrowser, makeSite, open, packages } from './lib.mjs';

const paths = { start: '/', lookup: '/wow/lookup/character', character: '/wow/character/eu/stormrage/sheday', find: '/wow/find?q=horse',
  missing: '/wow/character/eu/stormrage/nobody', login: '/user/login' };
let site, browser, address, password;

before(async () => {
  site = await makeSite(['wow_character', 'wow_mount', 'wow_achievement', 'user']);
  password = (await site.command('user:add', 'Ann', '--generate')).password;
  const fetched = Math.floor(Date.now() / 1000);
  const id = await site.save('wow_character', character());
  for (let number = 1; number <= 6; ++number) {
    const mount = await site.save('wow_mount',
      { blizzard_id: number, name: 'Brown Horse ' + number, source: ['Drop', 'Vendor', 'Quest'][number % 3], last_fetched: fetched });
    if (number % 2)
      await site.save('wow_mount_collection', { mount, character: id, is_favorite: number === 1, last_fetched: fetched });
    const achievement = await site.save('wow_achievement', { blizzard_id: number, name: 'Deed ' + number, points: 10, last_fetched: fetched });
    await site.save('wow_achievement_progress', { achievement, character: id, is_completed: true,
      completed_timestamp: 1_600_000_000 + number * 10_000_000, last_fetched: fetched });
  }
  address = await site.serve();
  browser = await makeBrowser();
  await mkdir(join(packages, 'screenshots'), { recursive: true });
});

after(async () => {
  if (browser) await browser.close();
  if (site) await site.end();
});

for (const colorScheme of ['dark', 'light'])
  test('pages are accessible, and fit every screen: ' + colorScheme, async () => {
    // axe is put in from outside, which the policy of the pages forbids
    const { page, context, troubles } = await open(browser, { colorScheme, bypassCSP: true });
    await logIn(page, address, 'Ann', password);
    for (const [name, path] of Object.entries(paths)) {
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(address + path);
        await page.screenshot({ path: join(packages, 'screenshots', `${name}-${width}-${colorScheme}.png`), fullPage: true });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name} is wider than ${width} px`);
      }
      await page.evaluate((source) => { (0, eval)(source); }, axeSource);
      const violations = await page.evaluate(async () => (await window.axe.run()).violations
        .map((rule) => rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ')).join(', ')));
      assert.deepEqual(violations, [], name);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });

test('a chart says what it shows, and opens as a table', async () => {
  const { page, context, troubles } = await open(browser);
  await page.goto(address + paths.character);
  const chart = page.locator('figure.chart', { hasText: 'Points of what was earned' });
  assert.match(await chart.locator('svg desc').textContent(), /From \d+ to 60\./);
  assert.equal(await chart.locator('table').isVisible(), false);
  await chart.locator('summary').click();
  assert.equal(await chart.locator('tbody tr').last().locator('td').textContent(), '60');
  assert.deepEqual(troubles, []);
  await context.close();
});
