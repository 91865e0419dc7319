// A town's first year in a real browser, from the first record to the file that a resident takes
// home, and what goes wrong on the way and is mended.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Town } from './town.js';
import { filledIn } from './workbook.js';

let town;
before(async () => {
  town = await Town.found();
  for (const [duty, department] of [['entry', '商工課'], ['head', '商工課'], ['planning'], ['panel']]) {
    await town.appoint(duty, department);
  }
});
after(() => town.close());

function main(page) {
  return page.locator('main').innerText();
}

/** Hands a file over and goes on with what the page proposes, to the step 確認. */
async function handOver(page, file) {
  await page.goto(`${town.address}/imports`);
  await page.selectOption('#source', 'members');
  await page.setInputFiles('#file', file);
  await page.getByRole('button', { name: 'ファイルを送る' }).click();
  await page.getByRole('button', { name: '③確認へ進む' }).click();
  await page.getByRole('button', { name: '確定する' }).waitFor();
}

async function counted(page, verdict) {
  const word = page.locator('dt', { hasText: new RegExp(`^${verdict}$`) });
  return word.locator('xpath=following-sibling::dd[1]').innerText();
}

test('a broken file is mended through the workbook of its errors', async () => {
  const page = await town.inside('planning');
  // 会員番号,氏名,フリガナ,入会日 in CP932, with half a character in the second name.
  const broken = Buffer.from(
    '\x89\xef\x88\xf5\x94\xd4\x8d\x86,\x8e\x81\x96\xbc,\x83t\x83\x8a\x83K\x83i,\x93\xfc\x89\xef\x93\xfa\n'
      + '0001,\x8d\x62\x96\xec \x88\xea,\x83R\x83E\x83m \x83n\x83W\x83\x81,2024/5/1\n'
      + '0002,\x89\xb3\x90\xec\x81,\x83I\x83c\x83J\x83\x8f \x83n\x83i,2024/6/1\n',
    'latin1',
  );
  await handOver(page, { name: '名簿.csv', mimeType: 'text/csv', buffer: broken });
  assert.deepEqual([await counted(page, '新規'), await counted(page, 'エラー')], ['1行', '1行']);
  assert.match(await main(page), /3行目 「氏名」に読めない文字があります/);
  await town.picture(page, 'import_with_an_error');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'エラー行と確認事項をエクセルで受け取る' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), '取込結果_名簿.xlsx');
  const report = join(town.folder, 'report.xlsx');
  await download.saveAs(report);
  await page.getByRole('button', { name: '確定する' }).click();
  await page.getByText('として台帳に記録しました').waitFor();

  const book = filledIn(await readFile(report), { B2: '乙川 花' });
  const file = join(town.folder, '直した行.xlsx');
  await writeFile(file, book);
  await handOver(page, file);
  assert.deepEqual([await counted(page, '新規'), await counted(page, 'エラー')], ['1行', '0行']);
  await page.getByRole('button', { name: '確定する' }).click();
  await page.getByText('として台帳に記録しました').waitFor();
  await page.goto(`${town.address}/ledger?year=R6`);
  assert.match(await main(page), /令和6年6月1日[^]*令和6年5月1日[^]*記録2件/, 'both are in the ledger');
  await page.context().close();
});

/** Records somebody who came to a talk. */
async function attend(page, [name, kana, telephone]) {
  await page.goto(`${town.address}/entry/event.attend`);
  await page.selectOption('[name="purpose"]', 'event');
  await page.selectOption('[name="事業"]', '1');
  const typed = {
    活動: '複業セミナー',
    発生日: 'R6.12.3',
    '本人_氏名・名称': name,
    本人_フリガナ: kana,
    本人_電話番号: telephone,
  };
  for (const [field, text] of Object.entries(typed)) {
    await page.fill(`[name="${field}"]`, text);
  }
  await page.getByRole('button', { name: '保存して次へ' }).click();
  await page.waitForURL(/done=recorded/);
}

test('a department records three people, two of whom are taken for one and are two again', async () => {
  const page = await town.inside('entry');
  for (const person of [
    ['架空 花子', 'カクウ ハナコ', '000-0000-1234'],
    ['架空 華子', 'カクウ ハナコ', '000-0000-1234'],
    ['乙川 太郎', 'オツカワ タロウ', '000-0000-5678'],
  ]) {
    await attend(page, person);
  }
  const kpi = async () => {
    await page.goto(`${town.address}/programmes/1/kpis/1?year=R6`);
    return main(page);
  };
  assert.match(await kpi(), /延べ3・実3/);
  await page.goto(`${town.address}/identity`);
  await page.getByRole('button', { name: '氏名などを表示する' }).click();
  const pair = page.locator('section', { hasText: '実3 → 2' });
  await pair.getByRole('button', { name: '同一人物' }).click();
  assert.match(await kpi(), /延べ3・実2/);
  await town.picture(page, 'three_are_two');
  await page.goto(`${town.address}/identity?list=decided`);
  const names = page.getByRole('button', { name: '氏名などを表示する' });
  if (await names.count()) {
    await names.click();
  }
  await page.getByRole('button', { name: '判定を取り消す' }).click();
  assert.match(await kpi(), /延べ3・実3/);
  await page.context().close();
});

const SHEET = '/sheet/1?year=R6';

/** Presses the button of a step, and waits until it is taken. */
async function take(page, button, done) {
  await page.goto(town.address + SHEET);
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(new RegExp(`done=${done}`));
}

async function write(page, cause) {
  await page.goto(town.address + SHEET);
  await page.fill('#cause-1', cause);
  await page.fill('#improvement-1', '説明会の回数を増やす。');
  await page.getByRole('button', { name: 'すべての欄を保存' }).click();
  await page.waitForURL(/done=saved/);
}

test('a year goes from the first record to the file that a resident takes home', async () => {
  const clerk = await town.inside('entry');
  await clerk.goto(`${town.address}/closings?year=R6`);
  await clerk.getByRole('button', { name: '入力完了' }).first().click();

  const office = await town.inside('planning');
  await office.goto(`${town.address}/closings?year=R6`);
  await office.getByRole('link', { name: '実績の確定へ進む' }).click();
  await office.getByRole('button', { name: '1件を確定する' }).click();
  await office.waitForURL(/done=frozen/);

  await write(clerk, '申込が少なかったため。');
  await take(clerk, '提出する', 'submit');

  await office.goto(town.address + SHEET);
  const back = office.locator('form', { has: office.getByRole('button', { name: '差し戻す' }) });
  await back.locator('[name=reason]').fill('なぜ少なかったのかを書いてください。');
  await back.getByRole('button').click();
  await office.waitForURL(/done=return/);

  await clerk.goto(`${town.address}/?year=R6`);
  assert.match(await main(clerk), /なぜ少なかったのかを書いてください/);
  await write(clerk, '平日の昼に開いたため、勤めのある人の申込が少なかった。');
  await take(clerk, '提出する', 'submit');
  assert.equal(await clerk.getByRole('button', { name: '承認する' }).count(), 0);

  // With the second factor: the key of the screen, and the code that follows from it.
  const head = await town.inside('head');
  await head.goto(town.address + SHEET);
  await head.fill('[name=decision_number]', '商第12号');
  await head.getByRole('button', { name: '承認する' }).click();
  await head.waitForURL(/done=approve/);

  await take(office, '会議済とする', 'discuss');
  await meet(office);
  const panel = await town.inside('panel');
  await panel.goto(`${town.address}/meeting?year=R6`);
  await panel.selectOption('#category-1', 'academia');
  await panel.locator('#programme-1 textarea[name=text]').last().fill('夜の回も開いてほしい。');
  await panel.getByRole('button', { name: '意見を記録する' }).click();
  await panel.getByText('夜の回も開いてほしい。').waitFor();
  await office.goto(`${town.address}/meeting?year=R6`);
  const answer = office.locator('form', { has: office.getByRole('button', { name: '回答を記録する' }) });
  await answer.locator('textarea').fill('来年度は夜にも開きます。');
  await answer.getByRole('button').click();
  await office.getByText('来年度は夜にも開きます。').waitFor();

  await office.goto(`${town.address}/publication?year=R6`);
  assert.match(await main(office), /指標1-1は対象が3件/);
  await town.picture(office, 'against_publication');
  await office.goto(town.address + SHEET);
  assert.match(await main(office), /指標①は3件と対象が少ない/);
  await office.fill('#reason-publish', '参加者数は広報紙で公表済み');
  await office.getByRole('button', { name: '公表とする' }).click();
  await office.waitForURL(/done=publish/);
  assert.match(await main(office), /少ない数値を公表する理由: 参加者数は広報紙で公表済み/);

  await office.goto(`${town.address}/publication?year=R6`);
  const site = office.getByRole('link', { name: '公開用のフォルダーを受け取る' });
  const [download] = await Promise.all([office.waitForEvent('download'), site.click()]);
  assert.equal(download.suggestedFilename(), '公開用フォルダー_ためし市.zip');
  await takeHome(await town.unpack(await readFile(await download.path())));
  await Promise.all([clerk, office, head, panel].map((page) => page.context().close()));
});

async function meet(page) {
  await page.goto(`${town.address}/meeting?year=R6`);
  await page.fill('[name=held_on]', 'R7.7.10');
  await page.fill('[name=title]', '令和7年度 第1回');
  await page.fill('[name=industry]', '2');
  await page.fill('[name=academia]', '1');
  await page.fill('[name=residents]', '3');
  await page.getByRole('button', { name: '会議を記録する' }).click();
  await page.getByText('産業界2人、大学・学校1人、住民3人（計6人）').waitFor();
}

/** The fields of a line of csv without line ends in its fields. */
function fields(line) {
  const found = line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g);
  return [...found].map(([, field]) => field.replace(/^"|"$/g, '').replaceAll('""', '"'));
}

/** A resident, who has no account and no script, finds the figure and takes both files. */
async function takeHome(address) {
  const page = await town.page({ javaScriptEnabled: false });
  await page.goto(address);
  await page.getByRole('link', { name: '事業1 複業人材の活用' }).click();
  await page.getByRole('link', { name: /複業人材の参加者数/ }).click();
  assert.equal(await page.locator('.figure').innerText(), '3名');
  const told = await main(page);
  assert.match(told, /未達成/);
  assert.match(told, /平日の昼に開いたため、勤めのある人の申込が少なかった。/);
  await town.picture(page, 'public_figure_of_the_first_year');
  await page.getByRole('link', { name: 'データ一覧' }).click();
  for (const [label, encoding] of [['CSV（UTF-8）', 'utf-8'], ['CSV（Shift_JIS）', 'shift_jis']]) {
    const link = page.getByRole('link', { name: `令和6年度 指標 ${label}` });
    const address = await link.evaluate((one) => {
      one.setAttribute('download', '');
      return one.href;
    });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.ok(address.endsWith(download.suggestedFilename()));
    const bytes = await readFile(await download.path());
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const [heading, row] = text.trim().split('\r\n').map(fields);
    const told = Object.fromEntries(heading.map((name, n) => [name, row[n]]));
    assert.deepEqual([told['実績値'], told['目標値'], told['評価']], ['3名', '10名', '×']);
  }
  // Nothing that was said inside is said outside.
  for (const path of ['/', '/r6/sheet/index.html', '/r6/kpis/1-1/index.html']) {
    await page.goto(address + path);
    assert.doesNotMatch(await page.content(), /架空|華子|広報紙|夜の回/);
  }
  await page.context().close();
}
