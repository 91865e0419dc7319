// Three hundred ways to break out of a page, kept in every field that takes words, and every page
// opened by a real browser under the policy of the office: nothing of theirs runs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CORPUS, look, marked, submit, template, watch } from './attacks.js';
import { keepEverywhere, takesNoWords } from './hostile_town.js';
import { Town } from './town.js';

const DUTIES = ['entry', 'head', 'planning', 'panel', 'audit', 'administration'];

/** Who looks at pages: each duty, and somebody who did not come in. */
const EVERYBODY = [...DUTIES, 'nobody'];

let town;
let kept;
const at = {};
const forms = new Map();

before(async () => {
  town = await Town.open();
  await Promise.all(EVERYBODY.map(async (duty) => {
    at[duty] = await town.page({ bypassCSP: false });
    if (duty !== 'nobody') {
      await town.enter(at[duty], duty);
    }
    at[duty].seen = await watch(at[duty].context(), town.address);
    await at[duty].goto(`${town.address}/styleguide`);
  }));
});
after(() => town.close());

test('what a page must not do would be seen', async () => {
  const page = await town.page({ bypassCSP: false });
  const { struck } = await watch(page.context(), town.address);
  await page.goto(`${town.address}/login`);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'alert(1)';
    const picture = new Image();
    picture.src = 'http://127.0.0.2:9/x.png';
    document.body.append(script, picture);
    alert(1);
  });
  const told = [/script-src/, /img-src/, /alert: 1/];
  const until = Date.now() + 30_000;
  while (!told.every((one) => one.test(struck.join('\n'))) && Date.now() < until) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  told.forEach((one) => assert.match(struck.join('\n'), one));
  await page.context().close();
});

test('three hundred attacks are kept in every field that takes words', async () => {
  kept = await keepEverywhere(town, at);
  assert.ok(kept.forms > 800, `${kept.forms} forms were kept`);
  assert.ok(marked.size > 45, `${marked.size} fields`);
});

test('none of them is more than text on any page', async () => {
  const attacks = new Set();
  const marks = new Set();
  let pages = 0;
  for (const found of await Promise.all(EVERYBODY.map(crawl))) {
    found.attacks.forEach((one) => attacks.add(one));
    found.marks.forEach((one) => marks.add(one));
    found.forms.forEach((form, key) => forms.set(key, form));
    pages += found.pages;
    const most = ['nobody', 'administration'].includes(found.duty) ? 0 : CORPUS.length;
    assert.ok(found.attacks.size >= most, `${found.duty} was shown ${found.attacks.size}`);
  }
  const unseen = [...marked].filter(([mark]) => !marks.has(mark));
  assert.deepEqual(unseen, [], 'what was typed into each field stands on some page');
  assert.equal(attacks.size, CORPUS.length);
  assert.ok(pages > 250, `${pages} pages`);
});

test('none of them is more than text where a form is given back', async () => {
  const places = new Set(marked.values());
  const forgotten = new Set();
  const gone = [];
  let full = 0;
  for (const [key, form] of forms) {
    const page = at[form.duty];
    await page.goto(town.address + form.path);
    if (!await submit(page, form)) {
      gone.push(key);
    }
    const shown = await look(page);
    assert.deepEqual(shown.foreign, [], `${form.duty} sent ${key}`);
    full += shown.attacks.length === CORPUS.length ? 1 : 0;
    for (const name of form.isPost ? form.names.map(box) : []) {
      const place = `${template(form.action)} ${name}`;
      // A correction has the fields of the record's own form.
      const own = place.replace('/ledger/N/correct', '/entry/N');
      if (!places.has(place) && !places.has(own) && !takesNoWords(place, name)) {
        forgotten.add(place);
      }
    }
  }
  assert.deepEqual([...forgotten], [], 'fields that may take words, and where nothing was kept');
  // What was sent before may have taken a form away, such as by closing what it is of.
  assert.ok(forms.size - gone.length > 20, `${forms.size} forms but ${gone.join('; ')}`);
  assert.ok(full > 4, `${full} gave all back`);
});

test('nothing ran, nothing was asked of another host, and each answer had the policy', () => {
  let answers = 0;
  let refusals = 0;
  for (const duty of EVERYBODY) {
    assert.deepEqual(at[duty].seen.struck, [], duty);
    answers += at[duty].seen.answers;
    refusals += at[duty].seen.refusals;
  }
  assert.ok(answers > 2000, `${answers} answers`);
  assert.ok(refusals > 20, `${refusals} refusals`);
});

/** The name of a field without the box of the sheet that it is of. */
const box = (name) => name.replace(/-(\d+|whole)$/, '');

/** Opens every page that somebody is led to, some of each kind. */
async function crawl(duty) {
  const page = at[duty];
  const seeds = kept.seeds(duty);
  const found = { duty, pages: 0, attacks: new Set(), marks: new Set(), forms: new Map() };
  const often = {};
  const queue = [...seeds];
  const known = new Set(queue);
  const take = async (path) => {
    const shown = await look(page);
    assert.deepEqual(shown.foreign, [], `${duty} ${path}`);
    found.pages += 1;
    shown.attacks.forEach((one) => found.attacks.add(one));
    shown.marks.forEach((one) => found.marks.add(one));
    return shown;
  };
  while (queue.length > 0) {
    const path = queue.shift();
    const answer = await page.goto(town.address + path).catch((error) => {
      // A file is no page.
      assert.match(error.message, /ERR_ABORTED|Download is starting/, path);
    });
    if (!answer || !(answer.headers()['content-type'] ?? '').startsWith('text/html')) {
      continue;
    }
    const shown = await take(path);
    for (const form of shown.forms) {
      const key = `${template(form.action)} ${form.names.map(box).sort()}`;
      often[key] = (often[key] ?? 0) + 1;
      if (!form.isOfNames) {
        found.forms.set(key, { ...form, duty, path });
      } else if (often[key] < 5 || seeds.includes(path)) {
        await page.goto(town.address + path);
        const shown = page.waitForNavigation();
        await page.click(`form[action="${form.action}"] button`);
        await shown;
        await take(`${path} names`);
      }
    }
    for (const link of shown.links) {
      const asked = [...new URLSearchParams(link.split('?')[1]).keys()].sort();
      const kind = `${template(link)}?${asked}`;
      // What was done is told in the audit alone, and some of it on its later pages.
      const most = template(link) === '/audit' ? 30 : 1;
      if (!known.has(link) && (often[kind] ?? 0) < most) {
        often[kind] = (often[kind] ?? 0) + 1;
        known.add(link);
        queue.push(link);
      }
    }
  }
  return found;
}
