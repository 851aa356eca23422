// How pages look and whom they serve: no violation of accessibility rules, nothing beyond the edge of a screen. Every kind of page is
// kept as a picture, to be looked at.
import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeSource, logIn, makeBrowser, makeWorld, open, packages } from './lib.mjs';

const pictures = join(packages, '..', 'screenshots');
const widths = [360, 768, 1440];
const wide = 1920; // the start page and a character
const tallest = 6000;
const visitors = {
  anonymous: { start: '/', lookup: '/wow/lookup/character', 'lookup-guild': '/wow/lookup/guild', character: '/wow/character/eu/stormrage/sheday',
    'character-fresh': '/wow/character/eu/argent-dawn/fresh', guild: '/wow/guild/eu/stormrage/lantern%20watch',
    'guild-filtered': '/wow/guild/eu/stormrage/lantern%20watch?sort=-level&q=zzz', 'character-missing': '/wow/character/eu/stormrage/nobody',
    'guild-missing': '/wow/guild/eu/stormrage/nobody', 'not-found': '/nowhere', login: '/user/login' },
  player: { account: '/user', characters: '/user/characters', 'connected-accounts': '/user/connected-accounts',
    disconnect: '/user/connected-accounts/disconnect', find: '/wow/find?q=crimson', 'find-nothing': '/wow/find?q=qqqqq' },
  administrator: { dashboard: '/admin/reports/wow', confirm: '/admin/reports/wow/confirm?section=source.wow_mount&action=wipe&region=',
    modules: '/admin/modules', plan: '/admin/modules/plan?action=uninstall&name=wow_mount',
    refusal: '/admin/modules/plan?action=install&name=nothing', 'characters-none': '/user/characters', 'connect-none': '/user/connected-accounts' },
};
let site, browser, address, password;

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  site = await makeWorld();
  for (const what of ['power-types', 'reputation-factions', 'achi-categories', 'item-classes', 'creature-types', 'achievements', 'mounts', 'pets',
    'titles', 'toys'])
    await site.command('wow:sync-' + what);
  for (const [realm, name] of [['stormrage', 'sheday'], ['howling-fjord', 'Альвеоняша'], ['argent-dawn', 'fresh']])
    await site.command('wow:character-lookup', realm, name, '--region', 'eu');
  await site.command('wow:guild-lookup', 'stormrage', 'Lantern Watch', '--region', 'eu');
  await site.command('worker', '--until-empty');
  password = (await site.command('user:add', 'Ann', '--generate', '--role', 'administrator')).password;
  address = await site.serve();
  browser = await makeBrowser();
});

after(async () => {
  if (browser) await browser.close();
  if (site) await site.end();
});

async function enter(page, who) {
  if (who === 'administrator') await logIn(page, address, 'Ann', password);
  if (who !== 'player') return;
  await site.battlenet.change({ op: 'login', account: 5 });
  await page.goto(address + '/user/login?destination=/user');
  await page.getByRole('button', { name: /Battle\.net/ }).click();
  await page.waitForURL(address + '/user');
}

async function look(page, name, path, width, colorScheme) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(address + path);
  await page.evaluate(() => Promise.all([...document.images].map((image) => {
    image.loading = 'eager';
    return image.decode().catch(() => {});
  })));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, tallest) } });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll'))
      .slice(0, 4).map((each) => each.tagName + ' ' + each.className) : null);
  assert.equal(beyond, null, `${name} is wider than ${width} px`);
}

for (const colorScheme of ['dark', 'light'])
  for (const [who, pages] of Object.entries(visitors))
    test(`pages are accessible and fit every screen: ${who}, ${colorScheme}`, async () => {
      // axe is put in from outside, which the policy of the pages forbids
      const { page, context, troubles } = await open(browser, { colorScheme, bypassCSP: true });
      await enter(page, who);
      for (const [name, path] of Object.entries(pages)) {
        for (const width of name === 'start' || name === 'character' ? [...widths, wide] : widths) {
          await look(page, name, path, width, colorScheme);
          if (width !== 1440 && !(width === 360 && colorScheme === 'dark')) continue; // colours at one width, layout in one scheme
          await page.evaluate((source) => { (0, eval)(source); }, axeSource);
          const violations = await page.evaluate(async () => (await window.axe.run()).violations
            .map((rule) => rule.id + ': ' + rule.nodes.slice(0, 5).map((node) => node.target.join(' ')).join(', ')));
          assert.deepEqual(violations, [], `${name} at ${width} px`);
        }
      }
      assert.deepEqual(troubles, []);
      await context.close();
    });

test('pages are read without script', async () => {
  const { page, context } = await open(browser, { javaScriptEnabled: false });
  for (const [name, path] of Object.entries(visitors.anonymous)) {
    await page.goto(address + path);
    assert.equal(await page.locator('h1').count(), 1, name);
  }
  await page.goto(address + visitors.anonymous.character);
  for (const part of ['Achievements', 'Equipment', 'Mounts', 'Pets', 'Reputations'])
    await page.getByRole('heading', { name: part, exact: true, level: 2 }).waitFor();
  await page.locator('figure.chart summary').first().click(); // the browser's own
  assert.equal(await page.locator('figure.chart table').first().isVisible(), true);
  await context.close();
});

test('a chart says what it shows, and opens as a table', async () => {
  const { page, context, troubles } = await open(browser);
  await page.goto(address + visitors.anonymous.character);
  const chart = page.locator('figure.chart', { hasText: 'Points of what was earned' });
  const [, last] = (await chart.locator('svg desc').textContent()).match(/From [\d,]+ to ([\d,]+)\./);
  assert.equal(await chart.locator('table').isVisible(), false);
  await chart.locator('summary').click();
  assert.equal(await chart.locator('tbody tr').last().locator('td').textContent(), last);
  assert.deepEqual(troubles, []);
  await context.close();
});
