// The office, opened by the program as its users open it: the demo city, or a town that begins; the
// site that it publishes, and a browser to visit both with.

import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { parts } from './workbook.js';

const run = promisify(execFile);

const { ENISHI_BINARY, ENISHI_CHROMIUM, ENISHI_SCREENSHOTS } = process.env;

// A town with one programme and one KPI.
const REGION = `
municipality = "ためし市"
code = "000000"

[[purpose]]
id = "event"
label = "催しの実施と、その効果の測定"
legal-basis = "個人情報の保護に関する法律第61条第1項"
retention-years = 5

[[purpose]]
id = "member"
label = "会員への案内"
legal-basis = "個人情報の保護に関する法律第61条第1項"
retention-years = 3

[[programme]]
no = "1"
name = "複業人材の活用"
overview = "複業人材と市内の企業を引き合わせる。"
departments = ["商工課"]
costs-settled = { R6 = 1000000 }

[[programme.kpi]]
no = "①"
name = "複業人材の参加者数"
direction = "増加"
accumulation = "単年度フロー"
targets = { R6 = "10名" }

[programme.kpi.metric]
measure = "distinct"
party = "person"
kinds = ["event.attend"]
window = "fy"
unit = "名"
`;

export class Town {
  /** Makes the small demo city in a folder of its own and waits until it is open. */
  static async open() {
    const town = new Town();
    town.folder = await mkdtemp(join(tmpdir(), 'enishi-browser-'));
    town.city = join(town.folder, 'city');
    const said = await town.serve(['demo', '--small', '--serve'], [town.city]);
    town.accounts = accounts(said);
    town.browser = await browser();
    return town;
  }

  /** Makes a town that begins, with nobody in it and nothing in its ledger, and opens it. */
  static async found() {
    const town = new Town();
    town.folder = await mkdtemp(join(tmpdir(), 'enishi-browser-'));
    town.city = town.folder;
    const region = join(town.folder, 'region');
    await mkdir(region);
    await writeFile(join(region, 'region.toml'), REGION);
    await town.order('init', '--region', region);
    town.accounts = {};
    await town.serve(['serve'], town.ledger());
    town.browser = await browser();
    return town;
  }

  async serve(command, rest) {
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    const listen = ['--listen', `127.0.0.1:${port}`];
    this.program = spawn(ENISHI_BINARY, [...command, ...listen, ...rest]);
    return saidUntil(this.program, `${this.address}/`);
  }

  /** Which ledger a command is about. */
  ledger() {
    const database = `sqlite:${join(this.city, 'enishi.db')}`;
    return ['--database', database, '--key', join(this.city, 'enishi.key')];
  }

  /** Runs a command of the program on the town's ledger, and gives what it says. */
  async order(...command) {
    const { stdout, stderr } = await run(ENISHI_BINARY, [...command, ...this.ledger()]);
    return stdout + stderr;
  }

  /** Opens an account by the command line, and sets its password by the link in a browser. */
  async appoint(duty, department) {
    const said = await this.order('staff', 'add', duty, '--name', `職員 ${duty}`);
    const place = department ? ['--department', department] : [];
    await this.order('staff', 'role', duty, '--duty', duty, ...place);
    const [link] = said.match(/\/password\/[0-9a-f]+/);
    const password = 'lantern harbour 8 turnips';
    const page = await this.page();
    await page.goto(this.address + link);
    for (const field of await page.locator('main input[type=password]').all()) {
      await field.fill(password);
    }
    await page.click('main button[type=submit]');
    await page.context().close();
    this.accounts[duty] = { password, codes: [] };
  }

  /** Writes the public site of the town, and opens it to everybody. */
  async publish() {
    const folder = join(this.folder, 'site');
    await this.order('publish', '--site', folder);
    return this.publicly(folder);
  }

  /** Unpacks the public site as the office hands it out, and opens it to everybody. */
  async unpack(zip) {
    for (const [name, bytes] of parts(zip)) {
      const path = join(this.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    return this.publicly(join(this.folder, 'site'));
  }

  /** Serves a public site by a program of its own. */
  async publicly(folder) {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const listen = ['--site', folder, '--listen', `127.0.0.1:${port}`];
    this.resident = spawn(ENISHI_BINARY, ['public', ...listen]);
    await saidUntil(this.resident, `${address}/`);
    return address;
  }

  async close() {
    await this.browser?.close();
    for (const program of [this.program, this.resident]) {
      if (program) {
        program.kill('SIGTERM');
        await new Promise((ended) => program.once('exit', ended));
      }
    }
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
    await this.enter(page, duty);
    return page;
  }

  /** Comes in as somebody. */
  async enter(page, duty, address = this.address) {
    const { password, codes } = this.accounts[duty];
    await page.goto(`${address}/login`);
    await page.fill('#login', duty);
    await page.fill('#password', password);
    await page.click('main button[type=submit]');
    if (codes.length > 0) {
      await page.fill('main input:not([type=hidden])', codes.shift());
      await page.click('main form >> nth=0 >> button[type=submit]');
    } else if (await page.locator('code.dads-code').count()) {
      const secret = await page.locator('code.dads-code').first().innerText();
      await page.fill('main input:not([type=hidden])', oneTimeCode(secret));
      await page.click('main form >> nth=0 >> button[type=submit]');
      await page.getByRole('link', { name: '保管した' }).click();
    }
  }

  /** Keeps a picture where pictures are asked for. */
  async picture(page, name) {
    if (ENISHI_SCREENSHOTS) {
      await page.screenshot({ path: join(ENISHI_SCREENSHOTS, `${name}.png`), fullPage: true });
    }
  }
}

function browser() {
  return chromium.launch({
    executablePath: ENISHI_CHROMIUM,
    // A test machine may have nobody but root.
    args: ['--no-sandbox'],
  });
}

/** What an authenticator shows now (RFC 6238), of the secret as people type it. */
function oneTimeCode(secret) {
  const digits = [...secret.replaceAll(/\s/g, '')];
  const bits = digits.map((sign) => {
    const value = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign);
    return value.toString(2).padStart(5, '0');
  });
  const key = Buffer.from(bits.join('').match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
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
