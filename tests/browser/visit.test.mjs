// What visitors and players do, with script and without: look somebody up, read, log in with Battle.net, show who is theirs, leave.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeBrowser, makeWorld, open } from './lib.mjs';

let site, browser, address;

before(async () => {
  site = await makeWorld();
  address = await site.serve();
  browser = await makeBrowser();
});

after(async () => {
  if (browser) await browser.close();
  if (site) await site.end();
});

const visitors = {
  'with script': { options: {}, account: 1, realm: 'Stormrage', name: 'sheday', shown: 'Sheday', guild: ['Stormrage', 'Lantern Watch'] },
  'without script': { options: { javaScriptEnabled: false }, account: 2, realm: 'howling-fjord', name: 'АЛЬВЕОНЯША', shown: 'Альвеоняша' },
};

async function lookUp(page, realm, name) {
  await page.getByLabel('Region', { exact: true }).selectOption('eu');
  await page.getByLabel('Realm', { exact: true }).fill(realm);
  await page.locator('#lookup-name').fill(name);
  await page.getByRole('button', { name: 'Look up' }).click();
}

for (const [how, visitor] of Object.entries(visitors)) {
  test('a first visit leads to a lookup, a character and a guild: ' + how, async () => {
    const { page, context, troubles } = await open(browser, visitor.options);
    await page.goto(address + '/');
    if (how === 'with script') await page.getByText('Nothing is stored here yet').waitFor();
    await page.getByRole('link', { name: 'Look up a character' }).click();
    await lookUp(page, visitor.realm, 'nobody-has-this');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('#lookup-name').inputValue(), 'nobody-has-this');
    await lookUp(page, visitor.realm, visitor.name);
    await page.waitForURL(/\/wow\/character\/eu\//);
    assert.match(await page.locator('h1').textContent(), new RegExp(visitor.shown));
    assert.match(await page.locator('header.profile').textContent(), /Level \d+.*Item level\s*\d+/s);
    for (const part of ['Achievements', 'Equipment', 'Mounts', 'Pets'])
      assert.equal(await page.getByRole('heading', { name: part, exact: true, level: 2 }).count(), 1, part);
    const stored = page.url();

    const guild = visitor.guild || await site.battlenet.list('guilds?region=eu&offset=3&limit=1')
      .then((answer) => (answer.guilds || answer)[0]).then((found) => [found.realm.slug || found.realm, found.name]);
    await page.goto(address + '/');
    await page.getByRole('link', { name: 'Look up a guild' }).click();
    await lookUp(page, ...guild);
    await page.waitForURL(/\/wow\/guild\/eu\//);
    await page.getByRole('img', { name: 'The crest of ' + guild[1] }).waitFor();
    const members = page.locator('#roster tbody tr');
    const all = await members.count();
    assert.ok(all > 1);
    assert.equal(await members.first().locator('td').last().textContent(), 'Guild master');
    await page.getByRole('link', { name: 'Level', exact: true }).click();
    await page.waitForURL(/sort=-level/);
    const levels = (await page.locator('#roster td.number').allTextContents()).map(Number);
    assert.deepEqual(levels, [...levels].sort((a, b) => b - a));
    const someone = await members.nth(1).locator('a').textContent();
    await page.getByLabel('Name', { exact: true }).fill(someone);
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === someone && url.searchParams.get('sort') === '-level');
    assert.ok(await members.count() < all);

    // A member who is not stored here has a page that offers to look them up, all filled in.
    await members.getByRole('link', { name: someone, exact: true }).first().click();
    await page.getByRole('heading', { name: 'No such character here' }).waitFor();
    assert.equal((await page.locator('#lookup-name').inputValue()).toLowerCase(), someone.toLowerCase());

    await page.goto(address + '/');
    await page.getByRole('link', { name: guild[1], exact: true }).waitFor();
    await page.getByRole('link', { name: visitor.shown, exact: true }).click();
    await page.waitForURL(stored);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  test('a player logs in with Battle.net, chooses a main character, and leaves nothing behind: ' + how, async () => {
    await site.battlenet.change({ op: 'login', account: visitor.account });
    const { page, context, troubles } = await open(browser, visitor.options);
    await page.goto(address + '/user/characters'); // asks who it is, and comes back
    await page.waitForURL(/\/user\/login\?destination=/);
    await page.getByRole('button', { name: /Battle\.net/ }).click();
    await page.waitForURL(address + '/user/characters');
    const rows = page.locator('table tbody tr');
    const mine = await rows.count();
    assert.ok(mine >= 2, mine + ' characters');
    assert.equal(await site.count('wow_character', 'uid notnull'), mine);

    await page.getByRole('button', { name: /^Import my characters/ }).click();
    await page.getByText(new RegExp(`0 new, ${mine} known already`)).waitFor();
    await page.goto(address + '/user/characters');
    const row = (href) => rows.filter({ has: page.locator(`a[href="${href}"]`) });
    const [other, profile] = await rows.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const chosen = await row(profile).locator('a').textContent();
    await row(other).getByRole('checkbox').uncheck();
    await row(profile).getByRole('radio').check();
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'GET' && answer.url() === address + '/user/characters'),
      page.getByRole('button', { name: 'Save' }).click()]);
    await page.goto(address + '/user/characters');
    assert.equal(await row(profile).getByRole('radio').isChecked(), true);
    assert.equal(await row(other).getByRole('checkbox').isChecked(), false);
    const [main] = await site.command('entity', 'list', 'wow_character', '--where', 'is_main = true');
    assert.equal(main.name, chosen);
    await page.goto(address + profile);
    assert.match(await page.locator('h1').textContent(), new RegExp(chosen));

    const ids = (await site.command('entity', 'list', 'wow_character', '--where', 'uid notnull', '--fields', 'id')).map((row) => row.id);
    await page.goto(address + '/user/connected-accounts');
    await page.getByRole('link', { name: 'Disconnect Battle.net' }).click();
    await page.getByText(`${mine} rows of wow_character`).or(page.getByText(/cannot be undone/)).first().waitFor();
    await page.getByRole('button', { name: 'Disconnect and delete' }).click();
    await page.getByText('You have connected no Battle.net account').waitFor();
    for (const type of ['wow_achievement_progress', 'wow_mount_collection', 'wow_collected_pet', 'wow_toy_collection', 'wow_title_award',
      'wow_reputation_standing', 'wow_equipped_item'])
      assert.equal(await site.count(type, `character in [${ids}]`), 0, type);
    assert.equal(await site.count('wow_character', 'uid notnull'), 0);
    assert.equal(await site.count('wow_character', `id in [${ids}]`), 0);
    assert.equal(await site.count('wow_battlenet_account'), 0);
    assert.equal((await page.goto(address + profile)).status(), 404);
    await page.goto(address + '/user/characters');
    await page.getByText('None of your characters are known here yet.').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
}
