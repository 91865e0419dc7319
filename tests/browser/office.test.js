// The office in a real browser: no barriers on any page, at every width, by keyboard alone and
// without scripts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers, tooWide } from './barriers.js';
import { Town } from './town.js';

const PAGES = [
  '/', '/submissions', '/programmes/1', '/programmes/6/kpis/3', '/sheet', '/sheet/1',
  '/sheet/1?year=R7&write=1', '/meeting',
  '/ledger', '/entry', '/entry/event.attend', '/closings', '/closings/figures', '/series',
  '/identity', '/identity?list=decided', '/parties', '/parties/P1', '/imports', '/checks', '/inquiries', '/years',
  '/definitions', '/definitions/1/1', '/publication', '/publication/preview/R6/index.html',
  '/account', '/styleguide',
];

// Only for those who look after the office.
const UPKEEP = ['/audit', '/staff'];

const DUTIES = ['entry', 'head', 'planning', 'panel', 'audit', 'administration'];

let town;
before(async () => {
  town = await Town.open();
});
after(() => town.close());

for (const duty of DUTIES) {
  test(`${duty} meets no barrier`, async () => {
    const page = await town.inside(duty);
    for (const path of [...PAGES, ...UPKEEP]) {
      await page.goto(town.address + path);
      assert.deepEqual(await barriers(page), [], path);
      assert.deepEqual(await tooWide(page), [], path);
      await town.picture(page, duty + path.replaceAll(/[/?=&]/g, '_'));
    }
    await page.context().close();
  });
}

test('a resident meets no barrier on any public page', async () => {
  const address = await town.publish();
  const [page, plain] = [await town.page(), await town.page({ javaScriptEnabled: false })];
  const seen = new Set([`${address}/index.html`]);
  for (const path of seen) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    assert.deepEqual(await barriers(page), [], path);
    assert.deepEqual(await tooWide(page), [], path);
    const name = path.slice(address.length).replaceAll('/', '_');
    await town.picture(page, `public${name}`);
    // As no page brings a script, what axe finds is found without scripts too.
    assert.equal(await page.locator('script').count(), 0, path);
    await plain.goto(path);
    const said = await page.locator('body').innerText();
    assert.equal(await plain.locator('body').innerText(), said, path);
    assert.deepEqual(await tooWide(plain), [], `${path} without scripts`);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.href));
    for (const link of links.map((one) => one.split('#')[0])) {
      if (link.startsWith(address) && link.endsWith('.html')) {
        seen.add(link);
      }
    }
  }
  // The first page, the year, its sheet, 6 programmes, 23 KPIs, and four pages of their own.
  assert.ok(seen.size >= 35, `${seen.size} pages`);
  await Promise.all([page.context().close(), plain.context().close()]);
});

test('planning meets no barrier where no script of ours comes', async () => {
  const page = await town.page();
  // axe itself needs scripts; a browser that runs none gets the same page as one that gets none.
  await page.route('**/*.js*', (request) => request.abort());
  await town.enter(page, 'planning');
  for (const path of PAGES) {
    await page.goto(town.address + path);
    assert.deepEqual(await barriers(page), [], path);
  }
  await page.context().close();
});

/** A page's text behind the list of where one is in: each of two is in at another place. */
function behindSessions(text) {
  return text.slice(Math.max(0, text.indexOf('すべての端末からログアウト')));
}

test('pages say the same without scripts', async () => {
  const [page, plain] = [
    await town.inside('planning'),
    await town.inside('planning', { javaScriptEnabled: false }),
  ];
  for (const path of PAGES) {
    const said = [];
    for (const one of [page, plain]) {
      const answer = await one.goto(town.address + path);
      assert.equal(answer.status(), 200, path);
      said.push(await one.locator('main').innerText());
    }
    const [scripted, plainly] = said.map(behindSessions);
    assert.equal(plainly, scripted, path);
  }
  await plain.goto(`${town.address}/ledger`);
  await plain.fill('#year', 'R5');
  await plain.getByRole('button', { name: '絞り込む' }).click();
  assert.match(plain.url(), /year=R5/);
  await Promise.all([page.context().close(), plain.context().close()]);
});

test('somebody comes in, types a record and finds it by keyboard alone', async () => {
  const page = await town.page();
  await page.goto(`${town.address}/login`);
  await reach(page, '#login');
  await page.keyboard.type('entry');
  await reach(page, '#password');
  await page.keyboard.type(town.accounts.entry.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${town.address}/`);
  await page.keyboard.press('Tab');
  const skip = page.locator(':focus');
  assert.equal(await skip.getAttribute('href'), '#main');

  await page.goto(`${town.address}/entry/tally`);
  const activity = `朝市 ${process.pid}`;
  const typed = { 事業: '1', 活動: activity, 発生日: 'R6.12.3', 数量: '25', 単位: '人' };
  for (const [name, text] of Object.entries(typed)) {
    await reach(page, `[name="${name}"]`);
    if (await page.locator('select:focus').count()) {
      await page.keyboard.press('ArrowDown');
    } else {
      await page.keyboard.type(text);
    }
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/done=recorded/);
  const said = await page.locator('main').innerText();
  assert.match(said, /令和6年12月3日/);
  await page.goto(`${town.address}/ledger?year=R6&programme=1&kind=tally`);
  assert.match(await page.locator('main').innerText(), new RegExp(activity));
  await page.context().close();
});

test('a button that is pressed twice records once', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await town.inside('entry', { javaScriptEnabled });
    await page.goto(`${town.address}/entry/tally`);
    const activity = `夜市 ${process.pid} ${javaScriptEnabled}`;
    await page.selectOption('[name="事業"]', '1');
    const typed = { 活動: activity, 発生日: 'R6.12.3', 数量: '25', 単位: '人' };
    for (const [name, text] of Object.entries(typed)) {
      await page.fill(`[name="${name}"]`, text);
    }
    const sent = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request));
    await page.getByRole('button', { name: '保存して次へ' }).dblclick();
    // The first one's answer, or the second one's, which says that it is recorded already.
    await page.getByText(/記録しました|もう保存しないでください/).first().waitFor();
    assert.ok(sent.length > 0);
    await page.goto(`${town.address}/ledger?year=R6&programme=1&kind=tally`);
    const records = (await page.locator('main').innerText()).split(activity).length - 1;
    assert.equal(records, 1, `of ${sent.length} sent`);
    await page.context().close();
  }
});

/** Presses the tab key until a place has the focus. */
async function reach(page, place) {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await page.locator(`${place}:focus`).count()) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`${place} cannot be reached`);
}

test('a workbook goes to a department and back, and a sheet is held against the definitions', async () => {
  const page = await town.inside('planning');
  await page.goto(`${town.address}/inquiries?year=R7`);
  const link = page.locator('a[href^="/inquiries/workbook"]').first();
  const [sent] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.match(sent.suggestedFilename(), /^照会_R7_.+\.xlsx$/);
  await page.setInputFiles('#file', await sent.path());
  await page.click('button:has-text("読み込む")');
  await page.waitForSelector('text=送ったときから変わったところはありません', { timeout: 60_000 });
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await tooWide(page), []);
  await town.picture(page, 'inquiry');

  const heads = ['No.', '事業名', 'KPI設定', 'KPI目標値', 'KPI実績値', '評価', '担当課'];
  const cells = ['9', '移住支援事業', '①移住者数', '①10人', '①12人', '①○', '企画課'];
  const sheet = `令和7年度 効果検証シート\n${heads.join('\t')}\n${cells.join('\t')}\n`;
  await page.goto(`${town.address}/checks`);
  const buffer = Buffer.from(sheet);
  await page.setInputFiles('#file', { name: 'r7.tsv', mimeType: 'text/plain', buffer });
  await page.click('button:has-text("点検する")');
  await page.click('text=事業・指標・目標値を定義に取り込む', { timeout: 60_000 });
  assert.ok(await page.locator('input[name="take:9-1.kpi"]').isChecked());
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await tooWide(page), []);
  await town.picture(page, 'taking');
  await page.context().close();
});

test('two firms are found to be one, the figure follows, and it is taken back', async () => {
  const page = await town.inside('planning');
  await page.goto(`${town.address}/identity?programme=1`);
  await page.getByRole('button', { name: '氏名などを表示する' }).click();
  const pair = page.locator('section', { hasText: '実63 → 62' });
  await pair.getByRole('button', { name: '同一人物' }).click();
  const live = async () => {
    await page.goto(`${town.address}/programmes/1/kpis/1?year=R6`);
    return page.locator('main').innerText();
  };
  const corrected = /いま数え直すと62社/;
  assert.match(await live(), corrected);
  await town.picture(page, 'merged');
  await page.goto(`${town.address}/identity?list=decided&programme=1`);
  await page.getByRole('button', { name: '判定を取り消す' }).first().click();
  assert.doesNotMatch(await live(), corrected);
  await page.context().close();
});

test('a security key is registered, asked for at the login, and removed', async () => {
  // Browsers know a key by the name of the server, and in the clear by this name alone.
  const address = town.address.replace('127.0.0.1', 'localhost');
  const { password, codes } = town.accounts.administration;
  const page = await town.page({ bypassCSP: false });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true },
  });
  const enter = async () => {
    await page.goto(`${address}/login?next=/staff`);
    await page.fill('#login', 'administration');
    await page.fill('#password', password);
    await page.click('main button[type=submit]');
    await page.waitForURL(/second-factor/);
  };
  await enter();
  assert.equal(await page.getByRole('button', { name: 'セキュリティキーを使う' }).count(), 0);
  await page.fill('#code', codes.shift());
  await page.getByRole('button', { name: '確かめる' }).click();
  await page.goto(`${address}/account`);
  await page.fill('#name', '机の引出しのキー');
  await page.fill('#password', password);
  await page.getByRole('button', { name: 'セキュリティキーを登録する' }).click();
  await page.waitForURL(/done=key/);
  assert.match(await page.locator('main').innerText(), /机の引出しのキー/);
  assert.deepEqual(await barriers(page), []);
  await town.picture(page, 'security-key');
  for (let n = 0; n < 2; n += 1) {
    await page.getByRole('button', { name: 'ログアウト', exact: true }).click();
    await enter();
    await town.picture(page, 'second-factor-by-key');
    await page.getByRole('button', { name: 'セキュリティキーを使う' }).click();
    await page.waitForURL(`${address}/staff`);
  }
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].signCount, 3);

  // Nobody touches it: the page says so, and lets nobody in.
  await page.getByRole('button', { name: 'ログアウト', exact: true }).click();
  await enter();
  await devtools.send('WebAuthn.removeCredential', {
    authenticatorId,
    credentialId: credentials[0].credentialId,
  });
  await page.getByRole('button', { name: 'セキュリティキーを使う' }).click();
  await page.getByText('確かめられませんでした').waitFor();
  await page.fill('#code', codes.shift());
  await page.getByRole('button', { name: '確かめる' }).click();
  await page.goto(`${address}/account`);
  await page.fill('#own_password', password);
  await page.getByRole('button', { name: 'セキュリティキーを削除する' }).click();
  await page.waitForURL(/done=key-removed/);
  assert.doesNotMatch(await page.locator('main').innerText(), /机の引出しのキー/);
  await page.context().close();
});
