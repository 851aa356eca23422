// The search box, the lookup form and wow-link.js, with keys and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { character, logIn, makeBrowser, makeSite, open } from './lib.mjs';

let site, browser, address, password;
const fetched = Math.floor(Date.now() / 1000);

before(async () => {
  site = await makeSite(['wow_character', 'wow_mount', 'wow_realm', 'user']);
  password = (await site.command('user:add', 'Ann', '--generate')).password;
  await site.save('wow_character', character());
  await site.save('wow_mount', { blizzard_id: 1, name: 'Brown Horse', last_fetched: fetched });
  await site.save('wow_mount', { blizzard_id: 2, name: 'Pale [Horse]', last_fetched: fetched });
  for (const [region, name, number] of [['eu', 'Aegwynn', 1], ['us', 'Aegwynn', 2], ['us', 'Zuljin', 3]])
    await site.save('taxonomy_term', { vid: 'wow_realm', name, wow_region: region, wow_slug: 's' + number, wow_blizzard_id: number });
  address = await site.serve();
  browser = await makeBrowser();
});

after(async () => {
  if (browser) await browser.close();
  if (site) await site.end();
});

async function member(options) {
  const visit = await open(browser, options);
  await logIn(visit.page, address, 'Ann', password);
  return visit;
}

/* A page of the site with editors, as a module or a site might have one. */
async function editors(page, html) {
  await page.goto(address + '/');
  const head = await page.content();
  const script = head.match(/src="([^"]*wow-link\.js)"/)[1];
  const token = head.match(/name="csrf_token" value="([^"]+)"/)[1];
  await page.route(address + '/editor', (route) => route.fulfill({
    contentType: 'text/html',
    headers: { 'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" },
    body: `<!DOCTYPE html><html lang="en"><head><title>x</title><script src="${script}" defer></script></head><body>
      <form><input type="hidden" name="csrf_token" value="${token}"></form>${html}</body></html>`,
  }));
  await page.goto(address + '/editor');
}

test('the search box is led to by a key, offers hits, and goes to the chosen one', async () => {
  const { page, context, troubles } = await member();
  await page.goto(address + '/');
  await page.keyboard.press('/');
  const box = page.locator('#site-search');
  assert.equal(await box.evaluate((input) => input === document.activeElement), true);
  await page.keyboard.type('shed');
  const option = page.getByRole('option', { name: /Sheday/ });
  await option.waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  assert.equal(await box.getAttribute('aria-activedescendant'), await option.getAttribute('id'));
  await page.keyboard.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await box.inputValue(), 'shed');
  await page.keyboard.press('ArrowDown');
  await option.waitFor();
  await page.keyboard.press('ArrowDown');
  await Promise.all([page.waitForURL(address + '/wow/character/eu/stormrage/sheday'), page.keyboard.press('Enter')]);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('an answer that comes late does not replace a newer one', async () => {
  const { page, context } = await member();
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const aborted = [];
  page.on('requestfailed', (request) => aborted.push(request.url()));
  await page.route(/\/wow\/search\?q=shed&/, async (route) => {
    await held;
    await route.fulfill({ json: [{ name: 'Late', url: '/late', local: true }] }).catch(() => {});
  });
  await page.goto(address + '/');
  await page.fill('#site-search', 'shed');
  await page.waitForRequest(/q=shed&/);
  await page.locator('#site-search').fill('brown');
  await page.getByRole('option', { name: /Brown Horse/ }).waitFor();
  release();
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole('option', { name: /Late/ }).count(), 0);
  assert.equal(aborted.filter((url) => url.includes('q=shed&')).length, 1);
  await context.close();
});

test('without script the box is a form that leads to a page of hits', async () => {
  const { page, context } = await member({ javaScriptEnabled: false });
  await page.goto(address + '/');
  await page.fill('#site-search', 'horse');
  await Promise.all([page.waitForURL(/\/wow\/find\?q=horse/), page.press('#site-search', 'Enter')]);
  assert.equal(await page.locator('.hits li').count(), 2);
  await context.close();
});

test('a text area gets a link where its selection was', async () => {
  const { page, context, troubles } = await member();
  await editors(page, '<label>Text <textarea data-wow-link="markdown">see horse now</textarea></label>');
  await page.locator('textarea').evaluate((area) => area.setSelectionRange(4, 9));
  await page.getByRole('button', { name: 'Insert link' }).click();
  await page.getByRole('option', { name: /Pale/ }).waitFor(); // it was asked what was selected
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const text = await page.locator('textarea').inputValue();
  assert.match(text, /^see \[(Brown Horse|Pale \\\[Horse\\\])\]\(https:\/\/www\.wowhead\.com\/mount=[12]\) now$/);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.equal(await page.locator('textarea').evaluate((area) => area === document.activeElement), true);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('what is edited in place gets an anchor, and a page of this site stays a path', async () => {
  const { page, context, troubles } = await member();
  await editors(page, '<div id="text" contenteditable="true" data-wow-link tabindex="0">hello you</div>');
  await page.locator('#text').evaluate((text) => {
    const range = document.createRange();
    range.setStart(text.firstChild, 6);
    range.setEnd(text.firstChild, 9);
    text.focus();
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
  });
  await page.getByRole('button', { name: 'Insert link' }).click();
  await page.getByLabel('Search', { exact: true }).first().fill('sheday');
  await page.getByRole('option', { name: /Sheday/ }).click();
  assert.equal(await page.locator('#text').innerHTML(), 'hello <a href="/wow/character/eu/stormrage/sheday">Sheday</a>');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('what only Battle.net has is imported first, and a refusal is told', async () => {
  const { page, context } = await member();
  const sent = [];
  await page.route(/\/wow\/search\?/, (route) => route.fulfill({
    json: [{ type: 'wow_mount', id: null, blizzard_id: 9, name: 'Far Horse', url: null, local: false, label: 'Mounts' }],
  }));
  let good = false;
  await page.route('**/wow/search/import', (route) => {
    sent.push(route.request());
    return good ? route.fulfill({ json: { type: 'wow_mount', id: 4, blizzard_id: 9, url: 'https://www.wowhead.com/mount=9' } })
      : route.fulfill({ status: 404, json: { error: { code: 'not_found', message: 'Nobody knows it.' } } });
  });
  await editors(page, '<label>Text <textarea data-wow-link="bbcode"></textarea></label>');
  const choose = async () => {
    await page.locator('dialog input').fill('far horse');
    await page.getByRole('option', { name: /Far Horse.*not stored here yet/ }).click();
  };
  await page.getByRole('button', { name: 'Insert link' }).click();
  await choose();
  await page.getByText('It could not be fetched: Nobody knows it.').waitFor();
  good = true;
  await choose();
  await page.locator('dialog[open]').waitFor({ state: 'detached' }).catch(() => {});
  assert.equal(await page.locator('textarea').inputValue(), '[url=https://www.wowhead.com/mount=9]Far Horse[/url]');
  assert.equal(sent.length, 2);
  assert.equal(sent[0].headers()['x-csrf-token'].length, 64);
  assert.deepEqual(sent[0].postDataJSON(), { type: 'wow_mount', blizzard_id: 9, region: '' });
  await context.close();
});

test('an import without a right token is refused by the site', async () => {
  const { page, context } = await member();
  await page.goto(address + '/');
  const answers = await page.evaluate(async () => {
    const ask = (token) => fetch('/wow/search/import', {
      method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: '{"type":"wow_character","blizzard_id":1}',
    }).then(async (answer) => [answer.status, (await answer.json()).error.code]);
    return [await ask('x'), await ask(document.querySelector('input[name="csrf_token"]').value)];
  });
  assert.deepEqual(answers, [[403, 'form_too_old'], [403, 'refused']]);
  await context.close();
});

test('the lookup form offers the realms of the chosen region', async () => {
  const { page, context, troubles } = await open(browser);
  await page.goto(address + '/wow/lookup/character');
  const offered = () => page.locator('datalist option').evaluateAll((all) => all.map((option) => option.value));
  await page.selectOption('select[name="region"]', 'eu');
  assert.deepEqual(await offered(), ['Aegwynn']);
  await page.selectOption('select[name="region"]', 'us');
  assert.deepEqual(await offered(), ['Aegwynn', 'Zuljin']);
  await page.selectOption('select[name="region"]', 'kr');
  assert.deepEqual(await offered(), []);
  assert.deepEqual(troubles, []);
  await context.close();
});
