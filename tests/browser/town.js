// The demo city, opened by the program as its users open it, and a browser to visit it with.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { ENISHI_BINARY, ENISHI_CHROMIUM, ENISHI_SCREENSHOTS } = process.env;

export class Town {
  /** Makes the small demo city in a folder of its own and waits until it is open. */
  static async open() {
    const town = new Town();
    town.folder = await mkdtemp(join(tmpdir(), 'enishi-browser-'));
    const port = await freePort();
    town.address = `http://127.0.0.1:${port}`;
    const listen = ['--listen', `127.0.0.1:${port}`];
    const city = join(town.folder, 'city');
    town.program = spawn(ENISHI_BINARY, ['demo', '--small', '--serve', ...listen, city]);
    const said = await saidUntil(town.program, `${town.address}/`);
    town.accounts = accounts(said);
    town.browser = await chromium.launch({
      executablePath: ENISHI_CHROMIUM,
      // A test machine may have nobody but root.
      args: ['--no-sandbox'],
    });
    return town;
  }

  async close() {
    await this.browser?.close();
    this.program.kill('SIGTERM');
    await new Promise((ended) => this.program.once('exit', ended));
    await rm(this.folder, { recursive: true });
  }

  /** A page of a browser of its own. */
  async page(settings = {}) {
    const viewport = { width: 1280, height: 900 };
    // The office allows no script but its own; the one that looks for barriers is ours.
    const context = await this.browser.newContext({
      viewport,
      locale: 'ja-JP',
      bypassCSP: true,
      ...settings,
    });
    const page = await context.newPage();
    page.town = this;
    return page;
  }

  /** A page of somebody who came in. */
  async inside(duty, settings = {}) {
    const page = await this.page(settings);
    const { password, codes } = this.accounts[duty];
    await page.goto(`${this.address}/login`);
    await page.fill('#login', duty);
    await page.fill('#password', password);
    await page.click('main button[type=submit]');
    if (codes.length > 0) {
      await page.fill('main input:not([type=hidden])', codes.shift());
      await page.click('main form >> nth=0 >> button[type=submit]');
    }
    return page;
  }

  /** Keeps a picture where pictures are asked for. */
  async picture(page, name) {
    if (ENISHI_SCREENSHOTS) {
      await page.screenshot({ path: join(ENISHI_SCREENSHOTS, `${name}.png`), fullPage: true });
    }
  }
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

function saidUntil(program, text) {
  return new Promise((said, failed) => {
    let all = '';
    const take = (bytes) => {
      all += bytes;
      if (all.includes(text)) {
        said(all);
      }
    };
    program.stdout.on('data', take);
    program.stderr.on('data', take);
    program.once('exit', (code) => failed(new Error(`the program ended (${code}): ${all}`)));
  });
}

/** What the program said once: a password a duty, and codes in place of a second factor. */
function accounts(said) {
  const all = {};
  let last;
  for (const line of said.split('\n')) {
    const account = line.match(/^\s+([a-z]+)\s+([a-z2-7]{16})\s/);
    if (account) {
      last = { password: account[2], codes: [] };
      all[account[1]] = last;
    } else if (last && line.includes('回復コード')) {
      last.codes = line.split(': ')[1].trim().split(' ');
    }
  }
  return all;
}
