// The page of a llama-jvm server. What a model, a file or a user wrote becomes text nodes only;
// nothing here parses HTML.

const $ = (id) => document.getElementById(id);

/** An element. Functions become listeners, true an empty attribute; null, undefined, false none. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  element.append(...children); // first: with dir=auto, browsers look at all children for each
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  return element;
}

function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const use = document.createElementNS(space, 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#icon-' + name);
  svg.append(use);
  return svg;
}

function iconButton(name, label, action, attributes = {}) {
  const all = { type: 'button', class: 'icon', 'aria-label': label, title: label, click: action };
  return el('button', { ...all, ...attributes }, icon(name));
}

/** An identifier; also where the page came without TLS, unlike crypto.randomUUID. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return 'i' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const number = new Intl.NumberFormat('en');
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

// ---------------------------------------------------------------------------------------------
// Markdown: text to blocks, blocks to nodes. Looking ahead is bounded everywhere, so that no text
// takes more than time in proportion to its length.

const DEEPEST = 8;
const FARTHEST = 2000;
const WIDEST = 100;
const MARKER = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const DIVIDER = /^[ :|-]+$/;

const isBlank = (line) => line.trim() === '';
const isQuote = (line) => /^ {0,3}>/.test(line);
const isHeading = (line) => /^ {0,3}#{1,6}(?: |$)/.test(line);

const isTable = (lines, at) =>
  lines[at].includes('|') &&
  at + 1 < lines.length &&
  lines[at + 1].includes('-') &&
  lines[at + 1].includes('|') &&
  DIVIDER.test(lines[at + 1]);

function beginsBlock(lines, at) {
  const line = lines[at];
  return (
    FENCE.test(line) ||
    isHeading(line) ||
    isQuote(line) ||
    RULE.test(line) ||
    MARKER.test(line) ||
    isTable(lines, at)
  );
}

/** Where the block that begins with a line ends, and what it is. */
function blockAt(lines, at) {
  const line = lines[at];
  const fence = FENCE.exec(line);
  let end = at + 1;
  if (fence) {
    const closes = (l) => l.trim().startsWith(fence[1]) && !l.trim().slice(fence[1].length).trim();
    while (end < lines.length && !closes(lines[end])) end++;
    return { kind: 'code', end: Math.min(end + 1, lines.length) };
  }
  if (isHeading(line)) return { kind: 'heading', end };
  if (RULE.test(line)) return { kind: 'rule', end };
  if (isQuote(line)) {
    while (end < lines.length && isQuote(lines[end])) end++;
    return { kind: 'quote', end };
  }
  if (MARKER.test(line)) {
    const goesOn = (i) => {
      if (MARKER.test(lines[i]) && !RULE.test(lines[i])) return true;
      if (isBlank(lines[i])) {
        const next = lines[i + 1] ?? '';
        return /^ {2,}\S/.test(next) || (MARKER.test(next) && !RULE.test(next));
      }
      return /^ {2,}/.test(lines[i]) || (!isBlank(lines[i - 1]) && !beginsBlock(lines, i));
    };
    while (end < lines.length && goesOn(end)) end++;
    return { kind: 'list', end };
  }
  if (isTable(lines, at)) {
    while (end < lines.length && lines[end].includes('|')) end++;
    return { kind: 'table', end };
  }
  while (end < lines.length && !isBlank(lines[end]) && !beginsBlock(lines, end)) end++;
  return { kind: 'paragraph', end };
}

function blocksOf(lines) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const { kind, end } = blockAt(lines, at);
    blocks.push({ kind, lines: lines.slice(at, end) });
    at = end;
  }
  return blocks;
}

function drawBlock({ kind, lines }, depth) {
  switch (kind) {
    case 'code':
      return drawCode(lines);
    case 'heading':
      return drawHeading(lines[0].trim(), depth);
    case 'rule':
      return el('hr');
    case 'quote':
      return el('blockquote', { dir: 'auto' }, ...drawLines(lines.map(unquote), depth));
    case 'list':
      return drawList(lines, depth);
    case 'table':
      return drawTable(lines, depth);
    default:
      return el('p', { dir: 'auto' }, ...inline(lines.map((l) => l.trim()).join('\n'), depth));
  }
}

const unquote = (line) => line.replace(/^ {0,3}> ?/, '');

function drawLines(lines, depth) {
  if (depth >= DEEPEST) return [el('p', {}, lines.join('\n'))];
  return blocksOf(lines).map((block) => drawBlock(block, depth + 1));
}

function drawHeading(line, depth) {
  const level = /^#+/.exec(line)[0].length;
  const text = line.slice(level).trim();
  return el('h' + Math.min(level + 1, 5), { dir: 'auto' }, ...inline(text, depth));
}

function drawCode(lines) {
  const [, fence, information] = FENCE.exec(lines[0]);
  const last = lines[lines.length - 1].trim();
  const closed = lines.length > 1 && last.startsWith(fence) && last.replaceAll(fence[0], '') === '';
  const text = lines.slice(1, closed ? -1 : undefined).join('\n');
  const language = information.trim().split(' ')[0];
  const copy = el('button', { type: 'button', class: 'quiet' }, icon('copy'), 'Copy');
  copy.addEventListener('click', () => copyText(text, copy));
  return el(
    'div',
    { class: 'code' },
    el('div', { class: 'code-head' }, el('span', {}, language || 'code'), copy),
    el('pre', { tabindex: '0', dir: 'ltr', 'aria-label': 'Code' }, el('code', {}, text)),
  );
}

function drawList(lines, depth) {
  const first = MARKER.exec(lines[0]);
  const ordered = /\d/.test(first[2]);
  const items = [];
  let width = 0;
  for (const line of lines) {
    const marker = MARKER.exec(line);
    if (marker && marker[1].length < Math.max(width, first[1].length + 2)) {
      width = marker[0].length;
      items.push([line.slice(width)]);
    } else {
      const indent = /^ */.exec(line)[0].length;
      items[items.length - 1].push(line.slice(Math.min(indent, width)));
    }
  }
  const tight = !lines.some(isBlank);
  const drawItem = (item) => {
    const children = drawLines(item, depth);
    const begins = tight && children[0]?.tagName === 'P';
    return el('li', {}, ...(begins ? children.shift().childNodes : []), ...children);
  };
  const start = ordered && parseInt(first[2], 10);
  return el(ordered ? 'ol' : 'ul', { dir: 'auto', start }, ...items.map(drawItem));
}

function cells(line) {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|', WIDEST).map((cell) => cell.trim());
}

function drawTable([head, , ...rows], depth) {
  const titles = cells(head);
  const row = (tag, texts) =>
    el('tr', {}, ...titles.map((_, i) => el(tag, {}, ...inline(texts[i] ?? '', depth))));
  const body = rows.map((line) => row('td', cells(line)));
  const table = el('table', {}, el('thead', {}, row('th', titles)), el('tbody', {}, ...body));
  return el('div', { class: 'table', tabindex: '0' }, table);
}

/** Text with emphasis, code and links, as nodes. */
function inline(text, depth) {
  const nodes = [];
  const special = /[\\`*_~[!\n]|https?:\/\//g;
  let plain = 0;
  let found;
  while ((found = special.exec(text)) !== null) {
    const span = depth < DEEPEST ? spanAt(text, found.index, depth) : null;
    if (span) {
      if (found.index > plain) nodes.push(text.slice(plain, found.index));
      nodes.push(...span.nodes);
      plain = special.lastIndex = span.end;
    } else {
      special.lastIndex = found.index + runAt(text, found.index);
    }
  }
  if (plain < text.length) nodes.push(text.slice(plain));
  return nodes;
}

/** How often the character at a place is repeated. */
function runAt(text, at) {
  let end = at + 1;
  while (text[end] === text[at]) end++;
  return end - at;
}

function spanAt(text, at, depth) {
  switch (text[at]) {
    case '\n':
      return { nodes: [el('br')], end: at + 1 };
    case '\\':
      return /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')
        ? { nodes: [text[at + 1]], end: at + 2 }
        : null;
    case '`':
      return codeAt(text, at);
    case '*':
    case '_':
    case '~':
      return emphasisAt(text, at, depth);
    case '[':
      return linkAt(text, at, depth);
    case '!':
      return text[at + 1] === '[' ? linkAt(text, at + 1, depth) : null; // images are not fetched
    default:
      return addressAt(text, at);
  }
}

function codeAt(text, at) {
  const length = runAt(text, at);
  const begin = at + length;
  for (const { 0: run, index } of text.slice(begin, begin + FARTHEST).matchAll(/`+/g)) {
    if (run.length === length) {
      const code = text.slice(begin, begin + index).replaceAll('\n', ' ');
      return { nodes: [el('code', {}, code.trim() || code)], end: begin + index + length };
    }
  }
  return null;
}

function emphasisAt(text, at, depth) {
  const sign = text[at];
  const length = runAt(text, at);
  const mark = sign.repeat(Math.min(length, sign === '~' ? 2 : 3));
  const begin = at + mark.length;
  const isWord = (character) => /[\p{L}\p{N}]/u.test(character ?? '');
  if (length > 3 || (sign === '~' && length !== 2)) return null;
  if (/\s/.test(text[begin] ?? ' ') || (sign === '_' && isWord(text[at - 1]))) return null;
  const near = text.slice(begin, begin + FARTHEST);
  for (let end = near.indexOf(mark, 1); end >= 0; end = near.indexOf(mark, end + 1)) {
    const after = end + mark.length;
    const fits =
      !/\s/.test(near[end - 1]) &&
      near[end - 1] !== sign &&
      near[end - 1] !== '\\' &&
      near[after] !== sign &&
      !(sign === '_' && isWord(near[after]));
    if (fits) {
      const children = inline(near.slice(0, end), depth + 1);
      const node = sign === '~' ? el('del', {}, ...children) : emphasis(mark.length, children);
      return { nodes: [node], end: begin + after };
    }
  }
  return null;
}

function emphasis(length, children) {
  if (length === 1) return el('em', {}, ...children);
  const strong = el('strong', {}, ...children);
  return length === 2 ? strong : el('em', {}, strong);
}

function linkAt(text, at, depth) {
  const near = text.slice(at, at + FARTHEST);
  const middle = near.indexOf('](');
  const end = middle < 0 ? -1 : near.indexOf(')', middle);
  if (end < 0) return null;
  const label = near.slice(1, middle);
  const target = near
    .slice(middle + 2, end)
    .trim()
    .split(/\s/)[0];
  const address = safeAddress(target.replace(/^<|>$/g, ''));
  if (!address || label.includes('](')) return null;
  return { nodes: [link(address, inline(label || target, DEEPEST))], end: at + end + 1 };
}

function addressAt(text, at) {
  const near = /^[^\s<>"`)\]|]+/.exec(text.slice(at, at + FARTHEST))[0];
  const shown = near.replace(/[.,;:!?*_~']{1,9}$/, '');
  const address = safeAddress(shown);
  return address ? { nodes: [link(address, [shown])], end: at + shown.length } : null;
}

function link(address, children) {
  const rel = 'noopener noreferrer nofollow';
  return el('a', { href: address, target: '_blank', rel, title: address }, ...children);
}

/** The address if following it runs nothing here, else null. */
function safeAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** Shows Markdown that grows; blocks that did not change keep their nodes. */
class MarkdownView {
  #root;
  #keys = [];

  constructor(root) {
    this.#root = root;
  }

  update(text) {
    const blocks = blocksOf(text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').split('\n'));
    const keys = blocks.map((block) => block.kind + '\n' + block.lines.join('\n'));
    let same = 0;
    while (same < keys.length && keys[same] === this.#keys[same]) same++;
    while (this.#root.childNodes.length > same) this.#root.lastChild.remove();
    this.#root.append(...blocks.slice(same).map((block) => drawBlock(block, 0)));
    this.#keys = keys;
  }
}

// ---------------------------------------------------------------------------------------------
// What is kept in the browser

const KEY = 'llama-jvm.key';
const SETTINGS = 'llama-jvm.settings';

const kept = {
  get(name) {
    try {
      return localStorage.getItem(name) ?? '';
    } catch {
      return '';
    }
  },
  set(name, value) {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch {
      banner('This browser keeps nothing: settings are lost with the page.');
    }
  },
};

function readSettings() {
  try {
    return JSON.parse(kept.get(SETTINGS) || '{}');
  } catch {
    return {};
  }
}

/** Conversations in the browser's database; in memory where there is none. */
class Store {
  #database = null;
  #memory = new Map();

  async open() {
    try {
      const request = indexedDB.open('llama-jvm', 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore('conversations', { keyPath: 'id' });
      this.#database = await settled(request);
      this.#database.onversionchange = () => this.#database.close();
    } catch {
      banner('This browser keeps no conversations: they are lost with the page.');
    }
  }

  #table(mode) {
    return this.#database.transaction('conversations', mode).objectStore('conversations');
  }

  async all() {
    if (!this.#database) return [...this.#memory.values()];
    return settled(this.#table('readonly').getAll());
  }

  async get(id) {
    if (!this.#database) return this.#memory.get(id);
    return settled(this.#table('readonly').get(id));
  }

  async put(conversation) {
    if (!this.#database) this.#memory.set(conversation.id, conversation);
    else await settled(this.#table('readwrite').put(conversation));
  }

  async remove(id) {
    if (!this.#database) this.#memory.delete(id);
    else await settled(this.#table('readwrite').delete(id));
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another page holds the database'));
  });
}

// ---------------------------------------------------------------------------------------------
// Conversations: a tree of messages; of each message's answers one is chosen

const TITLE_LENGTH = 60;
const ROOT = 'root';

function newConversation() {
  const now = Date.now();
  return { id: newId(), title: '', system: '', updated: now, messages: [], chosen: {} };
}

function childrenOf(conversation, parent) {
  return conversation.messages.filter((message) => message.parent === parent);
}

/** The messages that are shown. */
function pathOf(conversation) {
  const path = [];
  for (let parent = ROOT; ; parent = path.at(-1).id) {
    const children = childrenOf(conversation, parent);
    if (children.length === 0) return path;
    const chosen = conversation.chosen[parent];
    path.push(children.find((child) => child.id === chosen) ?? children.at(-1));
  }
}

function addMessage(conversation, parent, role, content) {
  const message = { id: newId(), parent, role, content };
  conversation.messages.push(message);
  conversation.chosen[parent] = message.id;
  if (!conversation.title && role === 'user') {
    const line = content.trim().split('\n')[0];
    conversation.title = line.length > TITLE_LENGTH ? line.slice(0, TITLE_LENGTH) + '…' : line;
  }
  return message;
}

function titleOf(conversation) {
  return conversation.title || 'New conversation';
}

function asMarkdown(conversation) {
  const parts = ['# ' + titleOf(conversation)];
  if (conversation.system) parts.push('## System', conversation.system);
  for (const message of pathOf(conversation)) {
    parts.push(message.role === 'user' ? '## You' : '## Answer', message.content);
  }
  return parts.join('\n\n') + '\n';
}

function asJson(conversations) {
  return JSON.stringify({ format: 'llama-jvm conversations', version: 1, conversations }, null, 2);
}

/** Conversations of a file, under new identifiers; a file of another kind is refused. */
function fromJson(text) {
  const wrong = new Error('This file has no conversations of this page.');
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (file?.format !== 'llama-jvm conversations' || !Array.isArray(file.conversations)) throw wrong;
  return file.conversations.map(copyOf);
}

function copyOf(conversation) {
  const damaged = new Error('A conversation of this file is damaged.');
  if (!Array.isArray(conversation?.messages)) throw damaged;
  const copy = newConversation();
  const ids = new Map([[ROOT, ROOT]]);
  copy.title = String(conversation.title ?? '').slice(0, 200);
  copy.system = String(conversation.system ?? '');
  for (const message of conversation.messages) {
    const { id, parent, role, content } = message ?? {};
    const isKnown = ['user', 'assistant'].includes(role) && ids.has(parent) && !ids.has(id);
    if (!isKnown || typeof content !== 'string') throw damaged;
    ids.set(id, addMessage(copy, ids.get(parent), role, content).id);
  }
  for (const [parent, child] of Object.entries(conversation.chosen ?? {})) {
    if (ids.has(parent) && ids.has(child)) copy.chosen[ids.get(parent)] = ids.get(child);
  }
  return copy;
}

// ---------------------------------------------------------------------------------------------
// The server

/** The server refused, or cannot be reached (status 0). */
class Fault extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (kept.get(KEY)) headers.Authorization = 'Bearer ' + kept.get(KEY);
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: 'no-store' });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Fault('The server cannot be reached.', 0);
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  const message = body?.error?.message ?? 'The server answered with status ' + response.status;
  throw new Fault(message, response.status);
}

/** The data of a stream's events. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('data: ')) yield line.slice('data: '.length);
    }
  }
}

/** The chunks of an answer; ends early with a Fault if the server or the network does. */
async function* chunksOf(body, signal) {
  const response = await call('v1/chat/completions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  try {
    for await (const data of eventsOf(response)) {
      if (data.startsWith('[DONE]')) return;
      const chunk = JSON.parse(data);
      if (chunk.error) throw new Fault(chunk.error.message, 500);
      yield chunk;
    }
  } catch (e) {
    if (e.name === 'AbortError' || e instanceof Fault) throw e;
  }
  throw new Fault('The connection ended before the answer did.', 0);
}

// ---------------------------------------------------------------------------------------------
// One answer while it is made

const SAVE_MILLIS = 1000;

/** What a model thinks before it answers stands in a tag of its own at the beginning. */
function withoutThoughts(text) {
  const begin = /^\s*<think>/.exec(text);
  if (!begin) return { thoughts: '', answer: text, thinking: false };
  const end = text.indexOf('</think>');
  return {
    thoughts: text.slice(begin[0].length, end < 0 ? undefined : end),
    answer: end < 0 ? '' : text.slice(end + '</think>'.length),
    thinking: end < 0,
  };
}

class Run {
  /** What is shown while there is no text yet. */
  wait = { queued: 0, processed: 0, total: 0 };
  #abort = new AbortController();
  #begin = performance.now();
  #promptBegin = 0;
  #first = 0;
  #pieces = 0;

  constructor(conversation, message, body) {
    this.conversation = conversation;
    this.message = message;
    this.body = body;
  }

  stop() {
    this.#abort.abort();
  }

  /** Reads the answer into the message; changed is called after each piece. */
  async read(changed) {
    const { message } = this;
    delete message.fault;
    delete message.finish;
    try {
      for await (const chunk of chunksOf(this.body, this.#abort.signal)) {
        this.#take(chunk);
        changed();
      }
    } catch (e) {
      if (e.name === 'AbortError') {
        message.finish = 'stopped';
      } else {
        message.finish = 'broken';
        message.fault = e.message;
        throw e;
      }
    }
  }

  #take(chunk) {
    const { message } = this;
    const choice = chunk.choices[0];
    if (chunk.prompt_progress) {
      this.wait = chunk.prompt_progress;
      if (this.wait.total > 0 && !this.#promptBegin) this.#promptBegin = performance.now();
    }
    if (choice?.delta.content) {
      if (!this.#first) this.#first = performance.now();
      this.#pieces++;
      message.content += choice.delta.content;
    }
    if (choice?.finish_reason) {
      message.finish = choice.finish_reason;
      message.facts = {
        rate: chunk.timings.predicted_per_second,
        first: ((this.#first || performance.now()) - this.#begin) / 1000,
      };
    }
    if (chunk.usage) {
      message.facts.prompt = chunk.usage.prompt_tokens;
      message.facts.cached = chunk.usage.prompt_tokens_details.cached_tokens;
      message.facts.completion = chunk.usage.completion_tokens;
    }
  }

  /** Pieces a second up to now. */
  rate() {
    const seconds = (performance.now() - this.#first) / 1000;
    return this.#pieces > 2 && seconds > 0.2 ? (this.#pieces - 1) / seconds : 0;
  }

  /** What the reader waits for, in words. */
  waitText() {
    const { queued, processed, total } = this.wait;
    if (total > 0) {
      const seconds = (performance.now() - this.#promptBegin) / 1000;
      const left = processed > 0 ? Math.round((seconds / processed) * (total - processed)) : 0;
      const about = seconds > 2 && left > 0 ? `, about ${number.format(left)} s more` : '';
      return `Reading the prompt: ${number.format(processed)} of ${number.format(total)} tokens${about}`;
    }
    if (queued > 0) return `Waiting: ${number.format(queued)} ahead in the queue`;
    return 'Waiting for the model';
  }
}

// ---------------------------------------------------------------------------------------------
// What is on the screen

const store = new Store();
const channel = new BroadcastChannel('llama-jvm');
const narrow = matchMedia('(max-width: 45rem)');
const touch = matchMedia('(pointer: coarse)');

let server = null; // {id, context, defaults}
let current = newConversation();
let run = null;

function banner(text) {
  $('banner').textContent = text;
  $('banner').hidden = !text;
}

/** Tells those who hear the page. */
function announce(text) {
  $('live').textContent = text;
}

async function copyText(text, button) {
  const before = button.lastChild;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // a page without TLS has no clipboard
  }
  announce('Copied');
  const isText = before.nodeType === Node.TEXT_NODE;
  button.lastChild.replaceWith(isText ? 'Copied' : icon('check'));
  setTimeout(() => button.lastChild?.replaceWith(before), 1500);
}

function copyBySelection(text) {
  const active = document.activeElement;
  const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  active?.focus();
}

/** Shows a dialog; whether it was confirmed. */
function ask(dialog) {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok'), { once: true });
  });
}

/** One message. */
class MessageView {
  #body = el('div', { class: 'body' });
  #foot = el('div', { class: 'foot' });
  #thoughts = null;
  #markdown = null;

  constructor(message) {
    this.message = message;
    const label = message.role === 'user' ? 'You' : 'Answer';
    this.element = el('article', { class: 'message ' + message.role, 'aria-label': label });
    this.element.append(this.#body, this.#foot);
  }

  update() {
    const running = run?.message === this.message;
    this.element.classList.toggle('writing', running && this.message.content !== '');
    this.element.setAttribute('aria-busy', String(running));
    if (this.message.role === 'user') this.#body.textContent = this.message.content;
    else this.#drawAnswer(running);
    this.#foot.replaceChildren(...this.#footNodes(running));
  }

  /** Only what changes while an answer is written. */
  updateText() {
    this.element.classList.toggle('writing', this.message.content !== '');
    this.#drawAnswer(true);
    const rate = this.#foot.querySelector('.facts');
    if (rate) rate.textContent = this.#liveFacts();
  }

  #drawAnswer(running) {
    const { content } = this.message;
    if (content === '') {
      this.#markdown = null;
      this.#body.replaceChildren(...(running ? [this.#waitNode()] : []));
    } else {
      this.#drawText(withoutThoughts(content));
    }
    this.element.querySelector('.fault')?.remove();
    if (this.message.fault && !running) this.#foot.before(this.#faultNode());
  }

  #drawText({ thoughts, answer, thinking }) {
    if (!this.#markdown) {
      const text = el('div', { class: 'body' });
      this.#thoughts = null;
      this.#markdown = new MarkdownView(text);
      this.#body.replaceChildren(text);
    }
    if (thoughts.trim() && !this.#thoughts) {
      const text = el('div', { class: 'body' });
      const details = el('details', { open: thinking }, el('summary', {}, 'Thoughts'), text);
      this.#thoughts = { details, view: new MarkdownView(text) };
      this.#body.prepend(details);
    }
    if (this.#thoughts) {
      this.#thoughts.view.update(thoughts);
      if (!thinking && !this.#thoughts.done) this.#thoughts.details.open = false;
      this.#thoughts.done = !thinking;
    }
    this.#markdown.update(answer);
  }

  #waitNode() {
    const { processed, total } = run.wait;
    const bar = el('progress', { 'aria-label': 'Prompt' });
    if (total > 0) {
      bar.max = total;
      bar.value = processed;
    }
    return el('p', { class: 'wait' }, bar, el('span', {}, run.waitText()));
  }

  #faultNode() {
    const again = el('button', { type: 'button', click: () => goOn(this.message) }, 'Try again');
    return el('p', { class: 'fault', role: 'alert' }, this.message.fault + ' ', again);
  }

  #footNodes(running) {
    const nodes = [];
    const idle = run === null;
    const isUser = this.message.role === 'user';
    if (running) return [el('span', { class: 'facts' }, this.#liveFacts())];
    const versions = childrenOf(current, this.message.parent);
    if (versions.length > 1) nodes.push(this.#versionsNode(versions, idle));
    if (this.message.content) {
      const copy = iconButton('copy', 'Copy', () => copyText(this.message.content, copy));
      nodes.push(copy);
    }
    const disabled = !idle;
    nodes.push(iconButton('edit', 'Edit', () => this.edit(), { disabled, 'data-action': 'edit' }));
    if (!isUser) {
      const name = { disabled, 'data-action': 'again' };
      nodes.push(iconButton('again', 'Another answer', () => regenerate(this.message), name));
    }
    if (
      !isUser &&
      this.message.content &&
      ['length', 'stopped', 'broken'].includes(this.message.finish)
    ) {
      nodes.push(iconButton('on', 'Continue this answer', () => goOn(this.message), { disabled }));
    }
    const facts = this.#facts();
    if (facts) nodes.push(el('span', { class: 'facts' }, facts));
    return nodes;
  }

  #versionsNode(versions, idle) {
    const at = versions.indexOf(this.message);
    const step = (name, label, to, action) =>
      iconButton(name, label, () => choose(versions[to], action), {
        disabled: !idle || !versions[to],
        'data-action': action,
      });
    return el(
      'span',
      { class: 'versions', role: 'group', 'aria-label': 'Versions' },
      step('left', 'Version before', at - 1, 'before'),
      el('span', {}, `${at + 1} / ${versions.length}`),
      step('right', 'Next version', at + 1, 'next'),
    );
  }

  #liveFacts() {
    const rate = run?.rate() ?? 0;
    return rate > 0 ? `${decimal.format(rate)} tokens a second` : '';
  }

  #facts() {
    const { facts, finish } = this.message;
    const parts = [];
    if (finish === 'stopped') parts.push('Stopped');
    if (finish === 'length') parts.push('Cut off at the limit');
    if (facts && finish !== 'stopped') {
      parts.push(`${number.format(facts.completion ?? 0)} tokens`);
      if (facts.rate > 0) parts.push(`${decimal.format(facts.rate)} a second`);
      parts.push(`first after ${decimal.format(facts.first)} s`);
    }
    return parts.join(' · ');
  }

  /** Lets the user write another version in the message's place. */
  edit() {
    const isUser = this.message.role === 'user';
    const area = el('textarea', { 'aria-label': 'Text of the message' });
    const close = (action) => {
      this.element.replaceChildren(this.#body, this.#foot);
      if (action) action();
      else focusAction(this.message, 'edit');
    };
    const save = () => {
      const text = area.value;
      const same = text === this.message.content;
      close(text.trim() && !same ? () => saveVersion(this.message, text) : null);
    };
    area.value = this.message.content;
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close();
      } else if (
        event.key === 'Enter' &&
        (event.ctrlKey || event.metaKey || isSend(event, isUser))
      ) {
        event.preventDefault();
        save();
      }
    });
    const cancel = el('button', { type: 'button', class: 'quiet', click: () => close() }, 'Cancel');
    const ok = el(
      'button',
      { type: 'button', class: 'main', click: save },
      isUser ? 'Send' : 'Save as a version',
    );
    this.element.replaceChildren(el('div', { class: 'editor' }, area, el('menu', {}, cancel, ok)));
    area.style.height = Math.min(area.scrollHeight + 4, innerHeight * 0.6) + 'px';
    area.focus();
  }
}

function isSend(event, wanted = true) {
  return wanted && !event.shiftKey && !event.isComposing && !touch.matches;
}

let views = [];

/** Draws the conversation; messages that are on the screen already stay. */
function draw() {
  const path = pathOf(current);
  let same = 0;
  while (same < path.length && views[same]?.message === path[same]) same++;
  views.splice(same).forEach((view) => view.element.remove());
  for (const message of path.slice(same)) views.push(new MessageView(message));
  $('messages').append(...views.slice(same).map((view) => view.element));
  views.forEach((view) => view.update());
  $('welcome').hidden = path.length > 0;
  drawHead(path);
  drawRunning();
}

function drawHead(path) {
  $('title').textContent = titleOf(current);
  document.title = titleOf(current) + (server ? ' – ' + server.id : '');
  $('model').textContent = server ? server.id : '';
  $('more-open').disabled = path.length === 0;
  const facts = path.findLast((message) => message.facts?.prompt)?.facts;
  $('context').hidden = !server || !facts;
  if (server && facts) {
    const used = facts.prompt + facts.completion;
    const full = number.format(server.context);
    $('context-text').textContent = `${number.format(used)} of ${full}`;
    $('context-text').title = 'Tokens of the context that are in use';
    $('context-meter').value = used / server.context;
  }
}

function drawRunning() {
  $('send').hidden = run !== null;
  $('stop').hidden = run === null;
  $('send').disabled = !$('input').value.trim();
}

async function drawConversations() {
  const all = await store.all();
  all.sort((a, b) => b.updated - a.updated);
  $('conversations').replaceChildren(
    ...all.map((conversation) => {
      const isCurrent = conversation.id === current.id;
      const attributes = {
        type: 'button',
        class: 'quiet',
        'aria-current': isCurrent && 'true',
        title: titleOf(conversation),
        click: () => openConversation(conversation.id),
      };
      return el('li', {}, el('button', attributes, titleOf(conversation)));
    }),
  );
  $('export-all').disabled = all.length === 0;
}

function focusAction(message, action) {
  const view = views.find((one) => one.message === message);
  const button = view?.element.querySelector(`[data-action=${action}]:enabled`);
  (button ?? view?.element.querySelector('.foot button:enabled') ?? $('input')).focus();
}

// ---------------------------------------------------------------------------------------------
// Scrolling: it follows the answer as long as the reader is at the end

let follows = true;

const atEnd = () => {
  const { scrollTop, clientHeight, scrollHeight } = $('scroll');
  return scrollTop + clientHeight > scrollHeight - 48;
};

function toEnd() {
  follows = true;
  $('scroll').scrollTop = $('scroll').scrollHeight;
  $('to-end').hidden = true;
}

function follow() {
  if (follows) toEnd();
  else $('to-end').hidden = atEnd();
}

// ---------------------------------------------------------------------------------------------
// What the user does

async function save(conversation) {
  conversation.updated = Date.now();
  try {
    await store.put(structuredClone(conversation));
  } catch (e) {
    banner('The conversation could not be kept: ' + e.message);
  }
  channel.postMessage(conversation.id);
}

function show(conversation) {
  current = conversation;
  views.splice(0).forEach((view) => view.element.remove());
  draw();
  drawConversations();
  toEnd();
}

/** The conversation; the one that is being answered is newer than the store. */
async function find(id) {
  return run?.conversation.id === id ? run.conversation : store.get(id);
}

/** Shows what another tab has changed; the reader stays at the same place. */
async function showAgain() {
  const conversation = await find(current.id);
  if (!conversation || run) return;
  const place = follows ? null : $('scroll').scrollTop;
  show(conversation);
  if (place !== null) $('scroll').scrollTop = place;
}

async function openConversation(id) {
  const known = (await find(id)) ?? newConversation();
  if (location.hash !== '#' + known.id) history.pushState(null, '', '#' + known.id);
  show(known);
  if (narrow.matches) setSide(false);
  if (!touch.matches) $('input').focus();
}

function startConversation() {
  history.pushState(null, '', location.pathname);
  show(newConversation());
  if (narrow.matches) setSide(false);
  $('input').focus();
}

function send() {
  const text = $('input').value.trim();
  if (!text || run) return;
  $('input').value = '';
  sizeInput();
  const parent = pathOf(current).at(-1)?.id ?? ROOT;
  answer(addMessage(current, parent, 'user', text));
}

/** Has a message of the user answered. */
function answer(message) {
  return generate(addMessage(current, message.id, 'assistant', ''));
}

function regenerate(message) {
  if (run) return;
  const parent = current.messages.find((one) => one.id === message.parent);
  if (parent) answer(parent);
}

/** Has what is missing of an answer written: all of it, or its end. */
function goOn(message) {
  if (!run) generate(message);
}

function saveVersion(message, text) {
  const version = addMessage(current, message.parent, message.role, text);
  if (message.role === 'user') {
    answer(version);
  } else {
    draw();
    save(current);
    focusAction(version, 'edit');
  }
}

function choose(message, action) {
  current.chosen[message.parent] = message.id;
  draw();
  save(current);
  focusAction(message, action);
}

function requestFor(conversation, message) {
  const messages = [];
  if (conversation.system) messages.push({ role: 'system', content: conversation.system });
  for (const one of pathOf(conversation)) {
    if (one.content) messages.push({ role: one.role, content: one.content });
    if (one === message) break;
  }
  return {
    model: server?.id,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    return_progress: true,
    ...readSettings(),
  };
}

/** Has the server write the message, which is empty or to be continued. */
async function generate(message) {
  const conversation = current;
  const own = new Run(conversation, message, requestFor(conversation, message));
  let frame = 0;
  let saved = performance.now();
  const changed = () => {
    if (!frame) frame = requestAnimationFrame(drawText);
    if (performance.now() - saved > SAVE_MILLIS) {
      saved = performance.now();
      save(conversation);
    }
  };
  const drawText = () => {
    frame = 0;
    const view = views.find((one) => one.message === message);
    if (!view) return;
    view.updateText();
    follow();
  };
  run = own;
  draw();
  toEnd();
  $('input').focus();
  if (location.hash !== '#' + conversation.id)
    history.replaceState(null, '', '#' + conversation.id);
  await save(conversation);
  drawConversations();
  announce('The model answers');
  let fault = null;
  try {
    await own.read(changed);
  } catch (e) {
    fault = e;
  }
  cancelAnimationFrame(frame);
  run = null;
  await save(conversation);
  draw();
  follow();
  announce(message.fault ? '' : 'The answer: ' + message.content.slice(0, FARTHEST));
  if (fault) await mend(fault, message);
}

/** After a fault: asks for a key, or waits for the server. */
async function mend(fault, message) {
  if (fault.status === 401 && (await askKey()) && !run) await generate(message);
  else if (fault.status === 0) connect();
}

async function askKey() {
  if ($('ask-key').open) return false;
  $('asked-key').value = '';
  $('ask-key-text').textContent = kept.get(KEY)
    ? 'The key that this browser has kept is not right.'
    : 'It is kept in this browser and sent to this server alone.';
  if (!(await ask($('ask-key')))) return false;
  kept.set(KEY, $('asked-key').value.trim());
  await connect();
  return server !== null;
}

// ---------------------------------------------------------------------------------------------
// Settings

const samplingFields = () => [...$('sampling').querySelectorAll('input')];

async function openSettings() {
  const settings = readSettings();
  for (const field of samplingFields()) {
    field.value = settings[field.name] ?? '';
    const standard = server?.defaults[field.name];
    if (standard !== undefined) field.placeholder = decimalPlaces(standard);
  }
  $('system').value = current.system;
  $('key').value = kept.get(KEY);
  if (!(await ask($('settings')))) return;
  const chosen = samplingFields().filter((field) => field.value !== '');
  kept.set(
    SETTINGS,
    JSON.stringify(Object.fromEntries(chosen.map((f) => [f.name, Number(f.value)]))),
  );
  const key = $('key').value.trim();
  if (key !== kept.get(KEY)) {
    kept.set(KEY, key);
    connect();
  }
  if ($('system').value.trim() !== current.system) {
    current.system = $('system').value.trim();
    if (current.messages.length > 0) save(current);
  }
}

/** Settings are kept in 32 bits: 0.7 must not be shown as 0.699999988. */
function decimalPlaces(value) {
  return String(Number(Number(value).toPrecision(6)));
}

function emptySettings() {
  samplingFields().forEach((field) => (field.value = ''));
  $('system').value = '';
}

// ---------------------------------------------------------------------------------------------
// This conversation

async function openMore() {
  $('rename').value = current.title;
  if (!(await ask($('more')))) return;
  current.title = $('rename').value.trim() || current.title;
  await save(current);
  draw();
  drawConversations();
}

async function deleteCurrent() {
  $('more').close();
  $('sure-text').textContent = `Delete “${titleOf(current)}”? It cannot be had back.`;
  if (!(await ask($('sure')))) return;
  if (run?.conversation === current) {
    banner('Stop the answer first.');
    return;
  }
  await store.remove(current.id);
  channel.postMessage(current.id);
  startConversation();
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function fileName(conversation) {
  const words = titleOf(conversation)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ['conversation'];
  return words.join('-').slice(0, TITLE_LENGTH);
}

async function importFile(file) {
  try {
    const conversations = fromJson(await file.text());
    for (const conversation of conversations) await save(conversation);
    if (conversations.length > 0) await openConversation(conversations.at(-1).id);
    announce(`${conversations.length} conversations imported`);
  } catch (e) {
    banner(e.message);
  }
}

// ---------------------------------------------------------------------------------------------
// The list beside the conversation

function setSide(open) {
  document.body.classList.toggle('side-closed', !open);
  $('side-open').setAttribute('aria-expanded', String(open));
  $('shade').hidden = !(open && narrow.matches);
  $('main').inert = open && narrow.matches;
  if (narrow.matches) (open ? $('new') : $('side-open')).focus();
}

// ---------------------------------------------------------------------------------------------
// The field

function sizeInput() {
  const input = $('input');
  input.style.height = 'auto';
  input.style.height = input.scrollHeight + 'px';
  drawRunning();
}

// ---------------------------------------------------------------------------------------------
// Beginning

const RECONNECT_MILLIS = 3000;
let connecting = null;

/** Learns what the server has; tries again until it is there. */
function connect() {
  connecting ??= tryToConnect().finally(() => (connecting = null));
  return connecting;
}

async function tryToConnect() {
  for (;;) {
    try {
      const [models, props] = await Promise.all(
        ['v1/models', 'props'].map(async (path) => (await call(path)).json()),
      );
      const [model] = models.data;
      const defaults = props.default_generation_settings.params;
      server = { id: model.id, context: model.meta.n_ctx, defaults };
      banner(model.meta.chat_template ? '' : 'This model has no chat template and cannot chat.');
      $('welcome-text').textContent =
        `${model.id} runs on this server, with a context of ${number.format(server.context)} tokens.`;
      drawHead(pathOf(current));
      return;
    } catch (fault) {
      if (fault.status === 401) {
        server = null;
        setTimeout(askKey);
        return;
      }
      banner(fault.message + ' Trying again…');
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MILLIS));
    }
  }
}

const SUGGESTIONS = [
  'Tell me a story about a small bird.',
  'Write a shopping list for a picnic.',
  'Explain to a child why the sky is blue.',
];

function listen() {
  $('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  $('input').addEventListener('input', sizeInput);
  $('input').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && isSend(event)) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && !$('input').value && !run) {
      const last = views.findLast((view) => view.message.role === 'user');
      if (last) event.preventDefault();
      last?.edit();
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    if (narrow.matches && !$('shade').hidden) setSide(false);
    else run?.stop();
  });
  $('stop').addEventListener('click', () => run?.stop());
  $('new').addEventListener('click', startConversation);
  $('side-open').addEventListener('click', () =>
    setSide(document.body.classList.contains('side-closed')),
  );
  $('side-close').addEventListener('click', () => setSide(false));
  $('shade').addEventListener('click', () => setSide(false));
  narrow.addEventListener('change', () => setSide(!narrow.matches));
  $('settings-open').addEventListener('click', openSettings);
  $('settings-reset').addEventListener('click', emptySettings);
  $('more-open').addEventListener('click', openMore);
  $('delete').addEventListener('click', deleteCurrent);
  $('export-json').addEventListener('click', () =>
    download(fileName(current) + '.json', 'application/json', asJson([current])),
  );
  $('export-markdown').addEventListener('click', () =>
    download(fileName(current) + '.md', 'text/markdown', asMarkdown(current)),
  );
  $('export-all').addEventListener('click', async () =>
    download('conversations.json', 'application/json', asJson(await store.all())),
  );
  $('import').addEventListener('click', () => $('import-file').click());
  $('import-file').addEventListener('change', async () => {
    const [file] = $('import-file').files;
    if (file) await importFile(file);
    $('import-file').value = '';
  });
  for (const button of document.querySelectorAll('dialog [data-close]')) {
    button.addEventListener('click', () => button.closest('dialog').close());
  }
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    $('input').focus();
  });
  $('scroll').addEventListener('scroll', () => {
    follows = atEnd();
    $('to-end').hidden = follows;
  });
  $('to-end').addEventListener('click', toEnd);
  addEventListener('popstate', showAddressed);
  channel.addEventListener('message', ({ data }) => {
    drawConversations();
    if (data === current.id && run === null && !document.querySelector('.editor')) showAgain();
  });
}

async function showAddressed() {
  const id = location.hash.slice(1);
  show((id && (await find(id))) || newConversation());
}

async function begin() {
  listen();
  $('suggestions').append(
    ...SUGGESTIONS.map((text) => {
      const click = () => {
        $('input').value = text;
        send();
      };
      return el('button', { type: 'button', click }, text);
    }),
  );
  if (narrow.matches) document.body.classList.add('side-closed');
  $('side-open').setAttribute('aria-expanded', String(!narrow.matches));
  await store.open();
  await showAddressed();
  if (!touch.matches) $('input').focus();
  await connect();
}

begin();
