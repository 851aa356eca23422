// A site of its own for a test file, and a browser to visit it with.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const packages = process.env.WOWHOST_BROWSER_PACKAGES;
const require = createRequire(packages + '/');
const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;
export const patience = 90_000; // for what the site does in the background, on a machine that has other work

export async function until(condition, what) {
  const end = Date.now() + patience;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error('waited in vain: ' + what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/* A port that nobody uses: a site tells Battle.net its address, so the address is known before the site serves. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const last = setTimeout(() => child.kill('SIGKILL'), 40_000);
  await gone;
  clearTimeout(last);
}

/* A site with these modules. `save(type, row)` writes a row and returns its id; `serve()` returns its address; `work()` starts a worker.
   Nothing is done by schedule. */
export async function makeSite(modules, { roles, wow } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wowhost-browser-'));
  const config = join(folder, 'site.yml');
  const listen = '127.0.0.1:' + await freePort();
  await writeFile(config, JSON.stringify({ // which is YAML
    site: { name: 'Browser test', base_url: 'http://' + listen }, database: { url: 'sqlite:' + join(folder, 'site.db') },
    files: { path: join(folder, 'files') },
    wow: { client_id: 'x', client_secret: 'x', api_url: 'http://127.0.0.1:9', oauth_url: 'http://127.0.0.1:9', ...wow }, // nobody answers
    modules: { path: [process.env.WOWHOST_MODULES] }, ...(roles ? { roles } : {}),
  }));
  const line = ['--config', config, '--yes'];
  const children = [];
  const site = {
    folder,
    async command(...words) {
      const { stdout } = await run(process.env.WOWHOST_PROGRAM, [...line, '--format', 'json', ...words]);
      return JSON.parse(stdout);
    },
    async save(type, row) {
      return (await site.command('entity', 'save', type, JSON.stringify(row))).id;
    },
    async count(type, ...where) {
      return (await site.command('entity', 'count', type, ...where.flatMap((each) => ['--where', each]))).count;
    },
    async serve() {
      const serving = spawn(process.env.WOWHOST_PROGRAM, [...line, 'serve', '--role', 'web', '--listen', listen]);
      children.push(serving);
      let output = '';
      return new Promise((resolve, reject) => {
        const read = (chunk) => {
          output += chunk;
          const found = output.match(/serving on (http:\/\/[^/\s]+)/);
          if (found) resolve(found[1]);
        };
        serving.stdout.on('data', read);
        serving.stderr.on('data', read);
        serving.on('exit', () => reject(new Error('serve ended: ' + output)));
      });
    },
    work() {
      children.push(spawn(process.env.WOWHOST_PROGRAM, [...line, 'worker'], { stdio: 'ignore' }));
    },
    async end() {
      await Promise.all(children.map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
  await site.command('install', ...modules);
  return site;
}

/* A site with all modules and a simulated Battle.net, which knows realms, classes, races, specializations already. */
export async function makeWorld({ perSecond = 1000, icons = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wowhost-battlenet-'));
  const portFile = join(folder, 'port');
  const sandbox = spawn(process.env.WOWHOST_SANDBOX,
    ['--listen', '127.0.0.1:0', '--port-file', portFile, '--no-rate', '--quiet'], { stdio: 'ignore' });
  const port = await until(() => readFile(portFile, 'utf8').then((text) => text.trim(), () => ''), 'the simulated Battle.net');
  const address = 'http://127.0.0.1:' + port;
  const modules = (await readdir(process.env.WOWHOST_MODULES)).filter((file) => file.endsWith('.so')).map((file) => file.slice(0, -3));
  const site = await makeSite(modules, { wow: {
    api_url: address, oauth_url: address, media_url: address, per_second: perSecond, per_hour: 3_600_000, cache_icons: icons,
  } });
  for (const what of ['realms', 'classes', 'races', 'specializations']) await site.command('wow:sync-' + what);
  const ask = async (path, body) => {
    const answer = await fetch(address + path, body && { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(path + ': HTTP ' + answer.status);
    return answer.json();
  };
  return { ...site, battlenet: { address, list: (path) => ask('/_sandbox/' + path), change: (what) => ask('/_sandbox/world', what) },
    async end() {
      await site.end();
      await end(sandbox);
      await rm(folder, { recursive: true, force: true });
    } };
}

/* Every start has a user data folder of its own, which goes at its end. */
export function makeBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
    timeout: patience,
  });
}

/* A page whose complaints (errors of scripts, violations of the content security policy) are collected in `troubles`. */
export async function open(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) troubles.push(message.text());
  });
  return { context, page, troubles };
}

export async function logIn(page, address, name, password) {
  await page.goto(address + '/user/login');
  await page.fill('input[name="name"]', name);
  await page.fill('input[name="password"]', password);
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('/login')), page.press('input[name="password"]', 'Enter')]);
}

export const character = (more = {}) => ({
  region: 'eu', realm_slug: 'stormrage', name: 'Sheday', name_key: 'sheday', level: 80, faction: 'HORDE', achievement_points: 12345,
  equipped_item_level: 600, sync_status: 'ok', last_fetched: Math.floor(Date.now() / 1000), blizzard_id: 7, ...more,
});
