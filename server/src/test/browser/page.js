// Uses the page as a person does, in a real browser. Prints a line for each check.
//   node page.js CHROMIUM URL-OF-AN-OPEN-SERVER URL-OF-A-SERVER-WITH-KEYS KEY
// The open server answers one request at a time.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const [executablePath, url, lockedUrl, key] = process.argv.slice(2);
const HOSTILE = [
  '# <img src=x onerror="document.title=\'hacked\'">',
  '<script>document.title = "hacked"</script> <iframe src="https://evil.example/"></iframe>',
  '![spy](https://evil.example/spy.png) [run](javascript:alert(1)) [run](data:text/html,x)',
  '[fine](https://example.org/a_b_c) **bold** *slanted* `<b>code</b>` snake_case_name',
  '',
  '```html"><script>x</script>',
  '<b>not bold</b>   ' + 'a long line '.repeat(40),
  '```',
  '',
  '| a | b |',
  '|---|---|',
  '| <i>1</i> | ' + 'w'.repeat(300) + ' |',
  '',
  '1. one',
  '   - nested <u>item</u>',
  '2. two',
  '',
  '>'.repeat(500) + ' deep',
  '*'.repeat(5000) + '['.repeat(5000) + '`'.repeat(3),
].join('\n');

const complaints = [];
const foreign = [];

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
context.on('request', (request) => {
  const { origin, protocol } = new URL(request.url());
  if (protocol.startsWith('http') && ![url, lockedUrl].includes(origin))
    foreign.push(request.url());
});
const page = await context.newPage();
page.setDefaultTimeout(20_000);
page.on('pageerror', (error) => complaints.push(error.stack));
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
});

const answers = page.locator('.message.assistant');
const questions = page.locator('.message.user');
const textOf = (locator) => locator.locator('> .body').innerText();
const shown = async () =>
  (await page.locator('.message > .body').allInnerTexts()).map((t) => t.replace('Copied', 'Copy'));
const idle = () => page.locator('#send').waitFor();
const set = (settings) =>
  page.evaluate((s) => localStorage.setItem('llama-jvm.settings', JSON.stringify(s)), settings);

async function check(name, body) {
  const begin = performance.now();
  try {
    await body();
    console.log(`ok ${name} (${Math.round(performance.now() - begin)} ms)`);
  } catch (error) {
    console.log(`not ok ${name}: ${error.message.slice(0, 1000)}`);
    process.exitCode = 1;
  }
}

await page.goto(url);
await page.locator('#model:text("wren")').waitFor();

await check('settings are made with the keyboard', async () => {
  await page.locator('#settings-open').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('You tell short stories.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('0');
  await page.getByLabel('Seed').focus();
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await page.locator('#settings').waitFor({ state: 'hidden' });
});

await check('an answer is sent for and streamed with the keyboard', async () => {
  await page.locator('#input').focus();
  await page.keyboard.type('Tell me a story.');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('Make it short.');
  await page.evaluate(watchGrowth);
  await page.keyboard.press('Enter');
  await answers.locator('.facts:text("first after")').waitFor();
  const lengths = await page.evaluate(() => [...window.lengths]);
  assert.ok(lengths.length > 1, `was seen with ${lengths} characters only`);
  assert.equal(await textOf(questions), 'Tell me a story.\nMake it short.');
  assert.match(
    await answers.locator('.facts').innerText(),
    /\d+ tokens · [\d.,]+ a second · first/,
  );
  assert.match(await page.locator('#context-text').innerText(), /^\d+ of 1,024$/);
  assert.match(await page.locator('#live').textContent(), /^The answer: /);
});

/** Notes how long an answer is each time it is drawn while it grows. Runs in the browser. */
function watchGrowth() {
  window.lengths = new Set();
  const note = () => {
    const body = document.querySelector('.writing > .body');
    if (body) window.lengths.add(body.textContent.length);
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true });
}

await check('the answer is what the server says to system message and settings', async () => {
  const reply = await page.evaluate(async () => {
    const messages = [
      { role: 'system', content: 'You tell short stories.' },
      { role: 'user', content: 'Tell me a story.\nMake it short.' },
    ];
    const body = JSON.stringify({ messages, temperature: 0, seed: 7 });
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch('v1/chat/completions', { method: 'POST', headers, body });
    return (await response.json()).choices[0].message.content;
  });
  const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');
  assert.equal(words(await textOf(answers)), words(reply));
});

await check('another answer is a version one can leave and come back to', async () => {
  await set({ temperature: 1, seed: 8 });
  const first = await textOf(answers);
  await answers.getByRole('button', { name: 'Another answer' }).press('Enter');
  await idle();
  const second = await textOf(answers);
  assert.notEqual(second, first);
  await answers.getByText('2 / 2').waitFor();
  await answers.getByRole('button', { name: 'Version before' }).press('Enter');
  await answers.getByText('1 / 2').waitFor();
  assert.equal(await textOf(answers), first);
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'Next version');
});

await check('an edited question branches', async () => {
  const first = await textOf(answers);
  await page.locator('#input').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Tell me about a boat.');
  await page.keyboard.press('Enter');
  await questions.getByText('2 / 2').waitFor();
  await idle();
  assert.equal(await textOf(questions), 'Tell me about a boat.');
  assert.equal(await answers.getByText('/ 2').count(), 0);
  await questions.getByRole('button', { name: 'Version before' }).click();
  assert.equal(await textOf(answers), first);
  await answers.getByText('1 / 2').waitFor();
});

await check('hostile Markdown is drawn, and stays text', async () => {
  await answers.getByRole('button', { name: 'Edit' }).click();
  await answers.getByRole('textbox').fill(HOSTILE);
  await answers.getByRole('button', { name: 'Save as a version' }).click();
  const body = answers.locator('> .body');
  assert.equal(await body.locator('img, script, iframe, b, i, u').count(), 0);
  const links = await body.locator('a').evaluateAll((all) => all.map((a) => a.href));
  assert.deepEqual(links, [
    'https://evil.example/',
    'https://evil.example/spy.png',
    'https://example.org/a_b_c',
  ]);
  assert.equal(await body.locator('strong').innerText(), 'bold');
  assert.equal(await body.locator('em').innerText(), 'slanted');
  assert.equal(await body.locator('p code').first().innerText(), '<b>code</b>');
  assert.match(await body.locator('pre code').innerText(), /^<b>not bold<\/b> {3}a long line/);
  assert.match(await body.locator('h2').innerText(), /^<img src=x onerror=/);
  assert.equal(await body.locator('td').first().innerText(), '<i>1</i>');
  assert.equal(await body.locator('ol > li ul > li').innerText(), 'nested <u>item</u>');
  assert.match(await body.innerText(), /\[run\]\(javascript:alert\(1\)\) \[run\]\(data:text/);
  assert.match(await body.innerText(), /snake_case_name/);
  assert.doesNotMatch(await page.title(), /^hacked/);
});

await check('code is copied', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  await answers.getByRole('button', { name: 'Copy' }).filter({ hasText: 'Copy' }).click();
  await answers.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^<b>not bold<\/b> {3}a long line/);
});

await check('a phone shows it without scrolling sideways', async () => {
  await page.setViewportSize({ width: 360, height: 640 });
  for (const open of [false, true]) {
    if (open) await page.getByRole('button', { name: 'Conversations' }).click();
    const wide = await page.evaluate(
      () =>
        [document.documentElement, document.getElementById('scroll')].filter(
          (element) => element.scrollWidth > element.clientWidth,
        ).length,
    );
    assert.equal(wide, 0);
  }
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#side').isVisible(), false);
  await page.setViewportSize({ width: 1100, height: 800 });
});

await check('dark and light can be read', async () => {
  const backs = [];
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    const { back, contrast } = await page.evaluate(measureContrast);
    assert.ok(contrast >= 4.5, `${colorScheme} has a contrast of ${contrast}`);
    backs.push(back);
  }
  assert.ok(backs[0] < 0.05 && backs[1] > 0.9, backs.join());
});

/** The luminance of the page, and the least contrast of its text. Runs in the browser. */
function measureContrast() {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const back = luminance(style(':root').backgroundColor);
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const texts = ['.message.assistant p', '.foot', '.hint', '#model', '.body a'];
  const ratios = texts.map((selector) => ratio(luminance(style(selector).color), back));
  return { back, contrast: Math.min(...ratios) };
}

await check('everything has a name', async () => {
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('button, input:not([hidden]), textarea, progress, meter, dialog')]
      .filter((e) => !e.ariaLabel && !e.textContent.trim() && !e.labels?.length)
      .filter((e) => !e.getAttribute('aria-labelledby'))
      .map((e) => e.outerHTML),
  );
  assert.deepEqual(nameless, []);
});

await check('a reload keeps the conversation', async () => {
  const before = await shown();
  await page.reload();
  await questions.waitFor();
  assert.deepEqual(await shown(), before);
});

await check('another tab sees what changes', async () => {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('heading', { name: 'Tell me a story.' }).waitFor();
  await page.locator('#more-open').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('A wren');
  await page.keyboard.press('Enter');
  await other.getByRole('heading', { name: 'A wren' }).waitFor();
  await other.close();
});

await check('conversations go out and come back', async () => {
  await page.locator('#more-open').click();
  const [json] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#export-json').click(),
  ]);
  const [markdown] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#export-markdown').click(),
  ]);
  const file = await json.path();
  assert.equal(JSON.parse(await readFile(file, 'utf8')).conversations[0].messages.length, 6);
  assert.match(await readFile(await markdown.path(), 'utf8'), /^# A wren\n\n## System\n\nYou tell/);
  await page.keyboard.press('Escape');
  const before = await shown();
  await page.locator('#import-file').setInputFiles(file);
  await page.locator('#conversations li').nth(1).waitFor();
  assert.deepEqual(await shown(), before);
  await page.locator('#more-open').click();
  await page.locator('#delete').click();
  await page.locator('#sure .danger').press('Enter');
  await page.locator('#welcome').waitFor();
  await page.locator('#conversations li').nth(1).waitFor({ state: 'detached' });
  assert.equal(await page.locator('#conversations li').count(), 1);
});

await check('who waits is told so, and may go', async () => {
  await set({ ignore_eos: true });
  await page.evaluate(() => {
    const abort = new AbortController();
    window.letGo = () => abort.abort();
    const long = { prompt: 'Once', n: 8, max_tokens: -1, ignore_eos: true, stream: true };
    const body = JSON.stringify(long);
    const headers = { 'Content-Type': 'application/json' };
    fetch('v1/completions', { method: 'POST', headers, body, signal: abort.signal });
  });
  await slots((all) => all.length === 8);
  await page.locator('#input').fill('Go on.');
  await page.keyboard.press('Enter');
  await page.getByText(/^Waiting: \d ahead in the queue$/).waitFor();
  await page.evaluate(escapeWhenWriting);
  await page.evaluate(() => window.letGo());
  await answers.getByText('Stopped').waitFor();
  assert.ok((await textOf(answers)).length > 0);
  await slots((all) => all.length === 0);
});

/** Presses Escape as soon as there is some text. Runs in the browser. */
function escapeWhenWriting() {
  const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
  new MutationObserver((_, observer) => {
    if (document.querySelector('.writing')) {
      observer.disconnect();
      document.activeElement.dispatchEvent(escape);
    }
  }).observe(document.body, { subtree: true, attributes: true });
}

async function slots(condition) {
  for (;;) {
    const all = await page.evaluate(async () => (await fetch('slots')).json());
    if (condition(all)) return;
  }
}

await check('a stopped answer is continued', async () => {
  await set({ max_tokens: 5, ignore_eos: true });
  const before = await textOf(answers);
  await answers.getByRole('button', { name: 'Continue this answer' }).click();
  await answers.getByText('Cut off at the limit').waitFor();
  const after = await textOf(answers);
  assert.ok(after.startsWith(before) && after.length > before.length, after);
});

await check('nothing was complained of', () => assert.deepEqual(complaints, []));

await check('a key is asked for, and kept', async () => {
  await page.goto(lockedUrl);
  for (const guess of ['wrong', key]) {
    await page.locator('#asked-key').fill(guess);
    await page.keyboard.press('Enter');
    if (guess !== key) await page.getByText('has kept is not right').waitFor();
  }
  await page.locator('#model:text("wren")').waitFor();
  await page.reload();
  await page.locator('#model:text("wren")').waitFor();
  await page.locator('#input').fill('Hello');
  await page.keyboard.press('Enter');
  await page.locator('.message.assistant .facts:text("first after")').waitFor();
  assert.equal(await page.locator('.fault').count(), 0);
});

await check('no other origin was asked', () => assert.deepEqual(foreign, []));

await browser.close();
