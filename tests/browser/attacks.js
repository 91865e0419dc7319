// Text that wants to be more than text: typed into the fields of the office, and looked for on its
// pages. The corpus is the one that crates/web/tests/office/attacks.rs has.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const { breaks, loads } = JSON.parse(
  await readFile(new URL('attacks.json', import.meta.url), 'utf8'),
);

/** Each way to break out of a page, before each thing that would run then. */
export const CORPUS = breaks.flatMap((open) => loads.map((load) => open + load));

/** How much a field of one line takes, and a box of the sheet. */
export const LINE = 400;
export const BOX = 4000;

/** Where something was typed, by the mark that stands before it. */
export const marked = new Map();

/** The mark of a place. */
export function mark(place) {
  const known = [...marked].find(([, other]) => other === place);
  const own = known?.[0] ?? `§${String(marked.size).padStart(2, '0')}`;
  marked.set(own, place);
  return own;
}

/** All of them in pieces no longer than a field takes, each with the mark of the field. */
export function pieces(place, longest) {
  const all = [mark(place)];
  for (const attack of CORPUS) {
    if (all.at(-1).length + 1 + attack.length > longest) {
      all.push(mark(place));
    }
    all[all.length - 1] += ` ${attack}`;
  }
  return all;
}

/** The same address without what it is of. */
export function template(path) {
  const plain = path.split(/[?#]/)[0].replaceAll(/\/([EPB]?\d+|[0-9a-f]{16,})(?=\/|$)/g, '/N');
  return plain.replace(/^\/entry\/.+/, '/entry/N').replace(/\/R\d+\//, '/R/');
}

/** Notes what must not happen in any page of a context, and whether every answer has the policy. */
export async function watch(context, address) {
  const seen = { struck: [], answers: 0, refusals: 0 };
  const strike = (what) => seen.struck.push(what);
  await context.exposeFunction('struckBy', strike);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.struckBy(`${event.violatedDirective} ${event.blockedURI} in ${document.URL}`);
    });
  });
  context.on('dialog', (dialog) => {
    // Pages of ours ask this before somebody loses what they typed.
    if (dialog.type() === 'beforeunload') {
      return dialog.accept();
    }
    strike(`${dialog.type()}: ${dialog.message()}`);
    return dialog.dismiss();
  });
  context.on('page', () => context.pages().length > 1 && strike('a page of its own'));
  context.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) {
      strike(`a request to ${request.url()}`);
    }
  });
  context.on('response', (response) => {
    const policy = response.headers()['content-security-policy'] ?? '';
    if (!policy.startsWith("default-src 'none'; script-src 'self'") || policy.includes('unsafe')) {
      strike(`${response.status()} ${response.url()} has the policy "${policy}"`);
    }
    seen.answers += 1;
    seen.refusals += response.status() >= 400 ? 1 : 0;
  });
  return seen;
}

/**
 * Sends a form of a page once for each of `all`, as the page gives it each time but for what is
 * said; where the answer has a form to `then`, that one as well. Gives how each was answered: with
 * a redirect, or with a status and the beginning of what was told.
 */
export function send(page, { path, action, all, then }) {
  return page.evaluate(async (order) => {
    const read = async (answer) => (
      new DOMParser().parseFromString(await answer.text(), 'text/html')
    );
    const post = async (page, action, said) => {
      const names = Object.keys(said).filter((name) => name !== 'wanted');
      const form = [...page.forms].find((form) => {
        const buttons = [...form.querySelectorAll('button')];
        const leads = [form, ...buttons].map((one) => (
          one.getAttribute('action') ?? one.getAttribute('formaction')
        ));
        return leads.includes(action) && names.every((name) => form.elements[name]);
      });
      if (!form) {
        return [{ kept: false, status: 0, told: `no form to ${action} in ${page.title}` }];
      }
      const fields = new URLSearchParams(new FormData(form));
      for (const one of form.querySelectorAll('select')) {
        const first = [...one.options].find((option) => option.value);
        if (!one.value && first) {
          fields.set(one.name, first.value);
        }
      }
      for (const [name, text] of Object.entries(said).filter(([, text]) => text !== null)) {
        fields.set(name, text);
      }
      const sent = { method: 'POST', body: fields, redirect: 'manual' };
      const answer = await fetch(action, sent);
      const kept = answer.type === 'opaqueredirect';
      if (kept) {
        return [{ kept, status: 303, told: '' }];
      }
      const shown = await read(answer);
      const places = '[role=alert], .dads-field__error, .dads-notice, main';
      const told = [...shown.querySelectorAll(places)].map((one) => one.textContent.trim());
      return [{ kept, status: answer.status, told: told.join(' | ').slice(0, 300) }, shown];
    };
    const answers = [];
    for (const said of order.all) {
      let [answer, shown] = await post(await read(await fetch(order.path)), order.action, said);
      if (order.then && shown) {
        [answer] = await post(shown, order.then, {});
      }
      answers.push(answer);
    }
    return answers;
  }, { path, action, all, then });
}

/** Sends forms, each of which must be kept, and gives how many were. */
export async function store(page, order) {
  const answers = await send(page, order);
  const isKept = ({ kept, status }) => kept || order.isAnswered === true && status === 200;
  const refused = answers.findIndex((answer) => !isKept(answer));
  const why = () => [order.action, order.all[refused], answers[refused]];
  assert.equal(refused, -1, refused < 0 ? '' : JSON.stringify(why(), null, 1));
  return answers.length;
}

/** Sends a form of the page that is open, by its button, with as much of the corpus in each of its
    fields as the field takes; says whether there still is such a form. */
export async function submit(page, { action, names }) {
  const form = await page.evaluateHandle(([action, names]) => (
    [...document.forms].find((form) => (
      (form.getAttribute('action') ?? location.pathname) === action
        && names.every((name) => form.elements[name])
    ))
  ), [action, names]);
  if (!form.asElement()) {
    return false;
  }
  const answered = page.waitForNavigation();
  await form.evaluate((form, [names, corpus]) => {
    for (const one of form.elements) {
      if (names.includes(one.name)) {
        const most = one.maxLength > 0 ? one.maxLength : 400;
        const all = (n) => corpus.slice(0, n).join(' ');
        const isLine = one.localName === 'input';
        one.value = corpus.filter((_, n) => !isLine || all(n + 1).length < most).join(' ');
      } else if (one.localName === 'select' && !one.value) {
        one.selectedIndex = 1;
      }
    }
    form.noValidate = true;
    // What asks for a key first is sent without one.
    if (form.dataset.key) {
      form.submit();
    } else {
      form.requestSubmit(form.querySelector('[type=submit]'));
    }
  }, [names, CORPUS]);
  await answered;
  return true;
}

/** What there is on the page that is open. */
export function look(page) {
  return page.evaluate(([corpus, marks]) => {
    const fields = [...document.querySelectorAll('input, textarea, option')];
    const shown = document.documentElement.textContent + fields.map((one) => one.value).join('\n');
    const plain = shown.replaceAll(/\s+/g, ' ');
    const ofText = ['text', 'textarea', 'search', 'email', 'tel', 'url', 'number'];
    const forms = [...document.forms].map((form) => ({
      isPost: form.method === 'post',
      action: form.getAttribute('action') ?? location.pathname,
      names: [...form.elements].filter((one) => ofText.includes(one.type)).map((one) => one.name),
      isOfNames: (form.getAttribute('action') ?? '').endsWith('/names'),
    }));
    const foreign = 'canary, [canary], [style], script:not([src]), base, iframe, object, style';
    const links = [...document.querySelectorAll('a[href]')].map((one) => new URL(one.href));
    return {
      foreign: [...document.querySelectorAll(foreign)].map((one) => one.outerHTML),
      attacks: corpus.flatMap((attack, n) => (plain.includes(attack) ? [n] : [])),
      marks: marks.filter((mark) => plain.includes(mark)),
      forms: forms.filter((form) => form.names.length > 0 || form.isOfNames),
      links: links.filter((link) => link.origin === location.origin)
        .map((link) => link.pathname + link.search),
    };
  }, [CORPUS.map((attack) => attack.replaceAll(/\s+/g, ' ').trim()), [...marked.keys()]]);
}
