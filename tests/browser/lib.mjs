// A site of its own for a test file, and a browser to visit it with.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const packages = process.env.WOWHOST_BROWSER_PACKAGES;
const require = createRequire(packages + '/');
const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;

/* A site with these modules. `save(type, row)` writes a row and returns its id; `serve()` returns its address. */
export async function makeSite(modules, roles = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wowhost-browser-'));
  const config = join(folder, 'site.yml');
  await writeFile(config, JSON.stringify({ // which is YAML
    site: { name: 'Browser test' }, database: { url: 'sqlite:' + join(folder, 'site.db') }, files: { path: join(folder, 'files') },
    wow: { client_id: 'x', client_secret: 'x', api_url: 'http://127.0.0.1:9', oauth_url: 'http://127.0.0.1:9' }, // nobody answers
    modules: { path: [process.env.WOWHOST_MODULES] }, ...(Object.keys(roles).length ? { roles } : {}),
  }));
  const line = ['--config', config, '--yes'];
  let serving = null;
  const site = {
    async command(...words) {
      const { stdout } = await run(process.env.WOWHOST_PROGRAM, [...line, '--format', 'json', ...words]);
      return JSON.parse(stdout);
    },
    async save(type, row) {
      return (await site.command('entity', 'save', type, JSON.stringify(row))).id;
    },
    async serve() {
      serving = spawn(process.env.WOWHOST_PROGRAM, [...line, 'serve', '--listen', '127.0.0.1:0']);
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
    async end() {
      if (serving && serving.exitCode === null) {
        const gone = new Promise((resolve) => serving.once('exit', resolve));
        serving.kill('SIGTERM');
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  await site.command('install', ...modules);
  return site;
}

export function makeBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/* A page whose complaints (errors of scripts, violations of the content security policy) are collected in `troubles`. */
export async function open(browser, options = {}) {
  const context = await browser.newContext(options);
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
