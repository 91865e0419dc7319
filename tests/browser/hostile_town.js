// A town in which every field that takes words holds all of the attacks, by its own forms.

import assert from 'node:assert/strict';
import { BOX, LINE, mark, pieces, store, watch } from './attacks.js';
import { filledIn, parts } from './workbook.js';

const YEAR = 'R7';

let town;
let at;

/** Where a record stands whose fields hold attacks. */
const places = {};

/** Keeps them everywhere; gives how many forms were kept, and where somebody begins to look. */
export async function keepEverywhere(theTown, pages) {
  [town, at] = [theTown, pages];
  places.records = [];
  let forms = 0;
  const all = [
    record, correct, meet, write, close, freeze, decide, talk, define, observe, appoint, issue,
    undo, handOverRegister, handOverSheet, returnInquiry, nameKeys,
  ];
  for (const one of all) {
    forms += await one();
  }
  const deeds = await read(at.audit, '/audit', '[name=deed] option', 'value');
  const more = { planning: places.records, audit: deeds.map((deed) => `/audit?deed=${deed}`) };
  const known = [
    '/', '/login', '/nowhere', '/password/nobody', '/second-factor', '/audit', '/staff',
    '/series/social_increase/resident-register', places.register, places.sheet, places.inquiry,
    `/publication/preview/${YEAR}/r7/sheet/index.html`,
  ];
  const ofYear = [
    '/sheet/1', '/sheet/2', '/sheet', '/meeting', '/closings', '/closings/figures',
    '/definitions/2/1', '/programmes/2', '/programmes/2/kpis/1',
  ].map((path) => `${path}?year=${YEAR}`);
  return { forms, seeds: (duty) => [...known, ...ofYear, ...more[duty] ?? []] };
}

/** What stands in a page that nobody opens. */
function read(page, path, places, attribute) {
  return page.evaluate(async ([path, places, attribute]) => {
    const answer = await (await fetch(path)).text();
    const shown = new DOMParser().parseFromString(answer, 'text/html');
    return [...shown.querySelectorAll(places)].map((one) => one.getAttribute(attribute));
  }, [path, places, attribute]);
}

/** The names of the fields of text that a page has, for a form of its. */
async function fieldsOf(page, path, action) {
  return page.evaluate(async ([path, action]) => {
    const answer = await (await fetch(path)).text();
    const shown = new DOMParser().parseFromString(answer, 'text/html');
    const forms = [...shown.forms].filter((form) => form.getAttribute('action') === action);
    const fields = forms.flatMap((form) => [...form.elements]);
    return fields.filter((one) => ['text', 'textarea'].includes(one.type)).map((one) => one.name);
  }, [path, action]);
}

// What a field of a record says that takes no words.
const PLAIN = {
  発生日: 'R7.6.3', 入金日: 'R7.6.3', 調定日: 'R7.6.3', 終了日: 'R8.3.31', 数量: '1', 単位: '人',
  金額: '1000', 年齢: '40',
};
const OF_PARTIES = {
  '人・団体番号': '', 郵便番号: '', 電話番号: '', メール: '', 番号_corporate_number: '',
};

function plain(name) {
  return PLAIN[name] ?? OF_PARTIES[name.replace(/^(本人|相手方)_/, '')];
}

/** Records of every kind; each name holds all of them, over the kinds that have it. */
async function record() {
  const page = at.planning;
  const kinds = await read(page, '/entry', 'a[href^="/entry/"]', 'href');
  const fields = new Map();
  for (const kind of kinds) {
    fields.set(kind, await fieldsOf(page, kind, kind));
  }
  const having = (name) => kinds.filter((kind) => fields.get(kind).includes(name)).length;
  const next = {};
  let kept = 0;
  for (const kind of kinds) {
    const words = fields.get(kind).filter((name) => plain(name) === undefined);
    const whole = (name) => [name, pieces(`/entry/N ${name}`, LINE)];
    const texts = Object.fromEntries(words.map(whole));
    const times = Math.max(...words.map((name) => Math.ceil(texts[name].length / having(name))));
    const all = Array.from({ length: times }, () => {
      const said = {};
      for (const name of fields.get(kind)) {
        next[name] ??= 0;
        // Somebody who is known already, once all names were typed: so many pairs would be alike.
        const isDone = /^(本人|相手方)_/.test(name) && next[name] >= (texts[name]?.length ?? 0);
        if (!words.includes(name)) {
          said[name] = plain(name);
        } else if (isDone) {
          said[name] = '';
          said[name.replace(/_.*/, '_人・団体番号')] = 'P1';
        } else {
          said[name] = texts[name][next[name] % texts[name].length];
          next[name] += 1;
        }
      }
      if (kind.endsWith('refund')) {
        said.金額 = '-1000';
      }
      // Whoever is named by a number is not described as well.
      const numbers = Object.keys(said).filter((name) => name.endsWith('_人・団体番号'));
      for (const role of numbers.map((name) => name.replace(/_.*/, ''))) {
        said[`${role}_居住区分`] = '';
      }
      return said;
    });
    kept += await store(page, { path: kind, action: kind, all });
    places.records.push(`/ledger/${await lastRecord(kind)}`);
  }
  return kept;
}

/** The number of the record that was typed last. */
async function lastRecord(kind) {
  const [id] = await read(at.planning, kind, '[name=last]', 'value');
  return id;
}

/** What is said of a record that is corrected, taken back and said again. */
async function correct() {
  const page = at.planning;
  const id = await lastRecord('/entry/certification');
  const path = `/ledger/${id}/correct`;
  places.records.push(`/ledger/${id}`, path);
  const names = (await fieldsOf(page, path, path)).filter((name) => !takesNoWords('', name));
  const texts = names.map((name) => pieces(`/ledger/N/correct ${name}`, LINE));
  const all = texts[0].map((_, n) => (
    Object.fromEntries(names.map((name, at) => [name, texts[at][n]]))
  ));
  let kept = await store(page, { path, action: path, all });
  const restores = pieces('/ledger/N/restore reason_text', LINE);
  for (const [n, reason] of pieces('/ledger/N/void reason_text', LINE).entries()) {
    const [voided, restored] = [[{ reason_text: reason }], [{ reason_text: restores[n] }]];
    kept += await store(page, { path, action: `/ledger/${id}/void`, all: voided });
    const restore = `/ledger/${id}/restore`;
    kept += await store(page, { path: `/ledger/${id}`, action: restore, all: restored });
  }
  return kept;
}

async function meet() {
  const [titles, minutes] = [pieces('/meeting title', LINE), pieces('/meeting minutes', BOX)];
  const all = titles.map((title, n) => (
    { held_on: 'R8.4.10', title, minutes: minutes[n % minutes.length], academia: '1' }
  ));
  return store(at.planning, { path: `/meeting?year=${YEAR}`, action: '/meeting', all });
}

/** The texts of a part of the sheet: in each of its boxes another piece. */
async function write() {
  const page = at.planning;
  const path = `/sheet/2?year=${YEAR}`;
  const action = '/sheet/2/statements';
  const names = await fieldsOf(page, path, action);
  const next = {};
  const rounds = Array.from({ length: 3 }, () => {
    return Object.fromEntries(names.map((name) => {
      const kind = name.split('-')[0];
      const texts = pieces(`/sheet/N/statements ${kind}`, BOX);
      next[kind] = (next[kind] ?? -1) + 1;
      return [name, texts[next[kind] % texts.length]];
    }));
  });
  return store(page, { path, action, all: rounds });
}

/** Why a part was sent back and opened again, and under which number it was approved. */
async function decide() {
  const path = `/sheet/1?year=${YEAR}`;
  const step = (duty, what, said) => store(at[duty], {
    path, action: `/sheet/1/steps/${what}`, all: [said],
  });
  let kept = 0;
  for (const reason of pieces('/sheet/N/steps/return reason', BOX)) {
    kept += await step('planning', 'return', { reason });
    await step('entry', 'submit', {});
  }
  const reasons = pieces('/sheet/N/steps/reopen reason', BOX);
  for (const [n, number] of pieces('/sheet/N/steps/approve decision_number', LINE).entries()) {
    if (n > 0) {
      kept += await step('planning', 'reopen', { reason: reasons[n % reasons.length] });
      await step('entry', 'submit', {});
    }
    kept += await step('head', 'approve', { decision_number: number });
  }
  return kept;
}

/** What the panel says, and what is answered. */
async function talk() {
  const path = `/meeting?year=${YEAR}`;
  const action = '/meeting/remarks';
  const all = pieces(`${action} text`, BOX).map((text) => ({ text }));
  const kept = await store(at.panel, { path, action, all });
  const answers = pieces(`${action} text of an answer`, BOX);
  const answered = answers.map((text) => ({ text, answers: null }));
  return kept + await store(at.planning, { path, action, all: answered });
}

async function close() {
  const order = { path: `/closings?year=${YEAR}`, action: '/closings' };
  const reasons = pieces('/closings reason', 200);
  const all = reasons.flatMap((reason) => [{ wanted: 'close' }, { wanted: 'reopen', reason }]);
  return store(at.planning, { ...order, all });
}

async function freeze() {
  const path = `/closings/figures?year=${YEAR}`;
  await store(at.planning, { path, action: '/closings/figures', all: [{}] });
  const all = pieces('/closings/figures reason', LINE).map((reason) => ({ reason }));
  return store(at.planning, { path, action: '/closings/figures', all });
}

async function define() {
  const conditions = ['scheme', 'class', 'tag', 'topic', 'answer', 'centre', 'club'];
  const names = ['name', 'metric.note', ...conditions.map((name) => `metric.where.${name}`)];
  const texts = names.map((name) => pieces(`/definitions/N/N/look ${name}`, LINE));
  const all = texts[0].map((_, n) => (
    Object.fromEntries(names.map((name, at) => [name, texts[at][n]]))
  ));
  const [path, action] = [`/definitions/2/1?year=${YEAR}`, '/definitions/2/1/look'];
  return store(at.planning, { path, action, all, then: '/definitions/2/1' });
}

/** A cell of a table with separators. */
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

async function observe() {
  const rows = pieces('/series/preview text', LINE).map((text, n) => (
    `社会増,${1960 + n},${n},1999/4/1,${quoted(text)}`
  ));
  const text = `系列,年度,値,公表日,出典\n${rows.join('\n')}\n`;
  return store(at.planning, {
    path: '/series', action: '/series/preview', then: '/series', all: [{ text }],
  });
}

/** A file that is handed over in the page, with a name that is hostile itself. */
async function handOver(page, path, { source, name, text, until }) {
  await page.goto(town.address + path);
  if (source) {
    await page.selectOption('#source', source);
  }
  await page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await page.click('main form [type=submit]');
  await page.getByText(until).first().waitFor({ timeout: 60_000 });
}

async function handOverRegister() {
  const page = at.planning;
  const heads = pieces('/imports a heading', LINE).map(quoted);
  const cells = pieces('/imports a cell', LINE);
  const lines = cells.map((cell, n) => {
    const more = `,${quoted(cell)}`.repeat(heads.length);
    return `h${n},${quoted(cell)},カクウ ハナコ,090-1111-${1000 + n},2025/10/3,出席,1${more}`;
  });
  const first = `受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業,${heads.join(',')}`;
  const text = `${first}\n${lines.join('\n')}\n`;
  const name = `${mark('/imports name of a file')} <img src=x onerror=alert(1) canary>.csv`;
  const source = 'event-signup';
  await handOver(page, '/imports', { source, name, text, until: '最初の3行' });
  places.register = new URL(page.url()).pathname;
  const names = await fieldsOf(page, places.register, `${places.register}/try`);
  for (const name of names.filter((name) => name !== 'date')) {
    await page.fill(`[name="${name}"]`, pieces(`/imports/N/try ${name}`, 20_000)[0]);
  }
  await page.click('text=③確認へ進む');
  await page.getByText('まだ何も書き込んでいません').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '確定する' }).click();
  await page.getByText('として台帳に記録しました').waitFor({ timeout: 60_000 });
  return 1;
}

async function handOverSheet() {
  const page = at.planning;
  const heads = ['No.', '事業名', '決算額', 'KPI設定', 'KPI目標値', 'KPI実績値', '評価', '担当課'];
  const kpis = pieces('/checks a KPI', BOX);
  const programmes = pieces('/checks a programme', BOX);
  const departments = pieces('/checks a department', BOX);
  const rows = kpis.map((kpi, n) => {
    const cells = [
      `${20 + n}`, programmes[n], '1,000円', `①${kpi}`, '①10人', '①12人', '①○', departments[n],
    ];
    return cells.map(quoted).join('\t');
  });
  const text = `令和7年度 効果検証シート\n${heads.join('\t')}\n${rows.join('\n')}\n`;
  const name = `${mark('/checks name of a file')} <svg canary onload=alert(1)>.tsv`;
  await handOver(page, '/checks', { name, text, until: '点検の結果' });
  places.sheet = new URL(page.url()).pathname;
  await page.goto(`${town.address}${places.sheet}/definitions`);
  await page.click('text=選んだものを定義に取り込む');
  await page.waitForURL(/done=taken/);
  return 1;
}

/** A workbook that came back from a department, with words in each of its boxes. */
async function returnInquiry() {
  const page = at.planning;
  const list = `${town.address}/inquiries?year=${YEAR}`;
  await page.goto(list);
  const links = await page.locator('a[href^="/inquiries/workbook"]').all();
  const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
  const columns = { I: '/inquiries cause', J: '/inquiries improvement', K: '/inquiries outlook' };
  const texts = Object.entries(columns).map(([column, place]) => [column, pieces(place, BOX)]);
  const needed = Math.max(...texts.map(([, all]) => all.length));
  for (const address of addresses) {
    const answer = await page.context().request.get(town.address + address);
    const book = await answer.body();
    const sheet = parts(book).find(([name]) => name === 'xl/worksheets/sheet1.xml')[1];
    // A cell that may be typed into looks otherwise than one that tells a figure.
    const look = (cell) => sheet.toString('utf8').match(`<c r="${cell}" s="(\\d+)"`)?.[1];
    const rows = [...sheet.toString('utf8').matchAll(/<c r="K(\d+)"/g)].slice(1)
      .filter(([, row]) => look(`K${row}`) !== look(`H${row}`));
    if (rows.length >= needed) {
      const cells = texts.flatMap(([column, all]) => (
        rows.map(([, row], n) => [column + row, all[n % all.length]])
      ));
      const name = `${mark('/inquiries name of a file')} <img src=x onerror=alert(1) canary>.xlsx`;
      const buffer = filledIn(book, Object.fromEntries(cells));
      await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer });
      await page.click('button:has-text("読み込む")');
      await page.getByText(mark('/inquiries outlook')).first().waitFor({ timeout: 60_000 });
      places.inquiry = new URL(page.url()).pathname;
      return 1;
    }
  }
  throw new Error(`no department is asked for ${needed} things`);
}

/** Security keys, as many as somebody may have, each on a device of its own. */
async function nameKeys() {
  // Browsers know a key by the name of the server, and in the clear by this name alone.
  const address = town.address.replace('127.0.0.1', 'localhost');
  const { password } = town.accounts.administration;
  const page = await town.page({ bypassCSP: false });
  await town.enter(page, 'administration', address);
  const { struck } = await watch(page.context(), address);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const names = pieces('/account/keys name', 100).slice(0, 10);
  for (const name of names) {
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true },
    });
    await page.goto(`${address}/account`);
    await page.fill('#name', name);
    await page.fill('#password', password);
    await page.getByRole('button', { name: 'セキュリティキーを登録する' }).click();
    await page.waitForURL(/done=key/);
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  }
  assert.deepEqual(struck, []);
  await page.context().close();
  // Who has a new way in is logged out wherever else they are.
  await town.enter(at.administration, 'administration');
  return names.length;
}

async function appoint() {
  const logins = pieces('/staff login', LINE).map((login) => login.replaceAll(/\s/g, '/'));
  const all = pieces('/staff name', LINE).map((name, n) => (
    { login: logins[n], name, wanted: 'add' }
  ));
  return store(at.administration, { path: '/staff', action: '/staff', all, isAnswered: true });
}

async function issue() {
  // Nobody has more at a time.
  const labels = pieces('/account/tokens label', 100).slice(0, 20);
  const all = labels.map((label) => ({ label, days: '30' }));
  return store(at.planning, { path: '/account', action: '/account/tokens', all, isAnswered: true });
}

async function undo() {
  // Why is told with the rows that were taken back: of some imports, one of each year.
  const batches = '[action="/imports/undo"] [name=batch]';
  for (const batch of (await read(at.planning, '/imports', batches, 'value')).slice(0, 8)) {
    for (const year of ['R5', 'R6', 'R7']) {
      const list = `/ledger?year=${year}&import=${batch}`;
      const rows = await read(at.planning, list, 'main a[href^="/ledger/E"]', 'href');
      places.records.push(...rows.slice(0, 1));
    }
  }
  const all = pieces('/imports/undo reason', LINE).map((reason) => ({ reason }));
  return store(at.planning, { path: '/imports', action: '/imports/undo', all });
}

// What takes a day, a number, a code or a name that is known, and what is looked for and not kept.
// The whole definition is kept by the field `name`.
const NO_WORDS = [
  '/account/tokens days', '/parties wanted', '/login login',
  '/second-factor code', '/meeting held_on', '/imports/N/try date', '/definitions/N/N/look text',
];

const NO_WORDS_NAMED = new Set([
  'government', 'industry', 'academia', 'finance', 'labour', 'media', 'residents', '事業',
  'target', 'baseline', 'tolerance', 'begins', 'metric.kinds', 'metric.where.programme',
  'metric.where.age-from', 'metric.where.age-below', 'metric.based-on', 'metric.of', 'metric.to',
  'metric.minus', 'metric.series', 'metric.definition', 'metric.parts', 'metric.since',
  'metric.divisor', 'metric.digits', 'metric.unit',
]);

/** Whether a field takes nothing that could be an attack. */
export function takesNoWords(place, name) {
  return NO_WORDS.includes(place) || NO_WORDS_NAMED.has(name) || plain(name) !== undefined;
}
