import type { Page } from 'playwright-core';
import { type Theme, toHtml as text } from '../browser.ts';
import { faultsOfMessage, faultsOfView } from './blockkit.ts';

// biome-ignore lint/suspicious/noExplicitAny: Slack's blocks, as deep as they come.
type Thing = Record<string, any>;

/** What stands in somebody's Slack: a window, Home, or a message. */
export interface Surface {
  view: Thing;
  /** Complaints by the id of their block, as Slack shows them below the questions of a window. */
  errors?: Record<string, string>;
  /** What stands in the questions of a window by now, by the id of their block. */
  values?: Record<string, Thing>;
}

/**
 * A Slack screen as HTML, drawn as Slack's clients draw it. What Slack would refuse is an error, and so is any block or
 * element that is not known here.
 */
function htmlOf({ view, errors = {}, values = {} }: Surface, at: number): string {
  const isWindow = view.type === 'modal' || view.type === 'home';
  const { id: _, ...sent } = view;
  const faults = isWindow ? faultsOfView(sent) : faultsOfMessage(view);
  if (faults.length > 0) throw new Error(`Slack would refuse this: ${faults.join('; ')}`);
  const confirms: string[] = [];
  const blocks = view.blocks
    .map((block: Thing) => blockOf(answered(block, values[block.block_id]), { at, errors, confirms }))
    .join('');
  if (view.type === 'modal')
    return `<section class="modal"><div class="bar"><h1>${text(view.title.text)}</h1></div><div class="blocks">${blocks}</div>
      <div class="bar foot">${view.close ? `<button type="button">${text(view.close.text)}</button>` : ''}${
        view.submit ? `<button type="button" class="primary">${text(view.submit.text)}</button>` : ''
      }</div></section>${confirms.join('')}`;
  const name = view.type === 'home' ? 'Home' : 'Messages';
  return `<section class="${view.type === 'home' ? 'home' : 'message'}"><h1 class="app">Candour: ${name}</h1><div class="blocks">${blocks}</div></section>${confirms.join('')}`;
}

/** A question with what somebody has answered meanwhile. */
function answered(block: Thing, given: Thing | undefined): Thing {
  if (given === undefined) return block;
  const { value, selected_date, selected_option, selected_options } = given;
  const element = {
    ...block.element,
    initial_value: value,
    initial_date: selected_date,
    initial_option: selected_option,
    initial_options: selected_options,
  };
  return { ...block, element };
}

interface Drawing {
  /** Of several surfaces on a page, which. */
  at: number;
  errors: Record<string, string>;
  /** The questions that its buttons ask before they are sent. */
  confirms: string[];
}

function blockOf(block: Thing, { at, errors, confirms }: Drawing): string {
  switch (block.type) {
    case 'header':
      return `<h2>${textOf(block.text)}</h2>`;
    case 'divider':
      return '<hr>';
    case 'context':
      return `<div class="context">${block.elements.map(textOf).join(' ')}</div>`;
    case 'section':
      return `<div class="section"><div class="text">${block.text ? `<p>${textOf(block.text)}</p>` : ''}${
        block.fields
          ? `<div class="fields">${block.fields.map((field: Thing) => `<p>${textOf(field)}</p>`).join('')}</div>`
          : ''
      }</div>${block.accessory ? buttonOf(block.accessory, confirms) : ''}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements.map((each: Thing) => buttonOf(each, confirms)).join('')}</div>`;
    case 'rich_text':
      return `<div class="rich">${block.elements.map(richOf).join('')}</div>`;
    case 'input':
      return inputOf(block, `${at}.${block.block_id}`, errors[block.block_id]);
    default:
      throw new Error(`a block of an unknown kind: ${block.type}`);
  }
}

/** Plain text, and of mark-up the bold of a label or of a first line: nothing else is sent. */
function textOf({ type, text: words }: Thing): string {
  if (type === 'plain_text') return text(words);
  const [, bold, rest = ''] = /^\*([^*]+)\*(\n[^*_~`]*)?$/.exec(words) ?? [];
  if (bold === undefined) throw new Error(`mark-up that is no bold label: ${words}`);
  // It is escaped as it was sent.
  return `<b>${bold}</b>${rest}`;
}

function richOf(element: Thing): string {
  const runs = (each: Thing) =>
    each.elements
      .map((run: Thing) => {
        const words = run.style?.strike ? `<s>${text(run.text)}</s>` : text(run.text);
        return run.style?.bold ? `<b>${words}</b>` : words;
      })
      .join('');
  if (element.type === 'rich_text_section') return `<p>${runs(element)}</p>`;
  const tag = element.style === 'ordered' ? 'ol' : 'ul';
  return `<${tag}>${element.elements.map((each: Thing) => `<li>${runs(each)}</li>`).join('')}</${tag}>`;
}

function buttonOf(button: Thing, confirms: string[]): string {
  if (button.confirm) confirms.push(confirmOf(button.confirm));
  const label = button.accessibility_label ? ` aria-label="${text(button.accessibility_label)}"` : '';
  return `<button type="button" class="${button.style ?? ''}"${label}>${text(button.text.text)}</button>`;
}

/** What Slack asks before it sends such a button. */
function confirmOf({ title, text: asked, confirm, deny, style }: Thing): string {
  return `<section class="confirm" role="alertdialog" aria-label="${text(title.text)}"><h2>${text(title.text)}</h2><p>${text(asked.text)}</p>
    <div class="actions"><button type="button">${text(deny.text)}</button><button type="button" class="${style ?? 'primary'}">${text(confirm.text)}</button></div></section>`;
}

function inputOf(
  { label, hint, optional, element }: Thing,
  called: string,
  error: string | undefined,
): string {
  const id = text(called);
  const notes = [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])].join(' ');
  const described = notes === '' ? '' : ` aria-describedby="${notes}"`;
  const below = `${error ? `<p class="error" id="${id}-error">${text(error)}</p>` : ''}${
    hint ? `<p class="hint" id="${id}-hint">${text(hint.text)}</p>` : ''
  }`;
  const asked = `${text(label.text)}${optional ? ' <span class="optional">(optional)</span>' : ''}`;
  if (element.type === 'checkboxes' || element.type === 'radio_buttons')
    return `<fieldset${described}><legend>${asked}</legend>${ticksOf(element, id)}${below}</fieldset>`;
  return `<div class="input"><label for="${id}">${asked}</label>${controlOf(element, `id="${id}"${described}`)}${below}</div>`;
}

function ticksOf(element: Thing, id: string): string {
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const ticked = (element.initial_options ?? [element.initial_option]).map((each: Thing) => each?.value);
  return element.options
    .map(
      (option: Thing) =>
        `<label class="tick"><input type="${type}" name="${id}"${ticked.includes(option.value) ? ' checked' : ''}><span>${textOf(option.text)}${
          option.description ? `<br><span class="hint">${textOf(option.description)}</span>` : ''
        }</span></label>`,
    )
    .join('');
}

function controlOf(element: Thing, attributes: string): string {
  const placeholder = element.placeholder ? ` placeholder="${textOf(element.placeholder)}"` : '';
  switch (element.type) {
    case 'plain_text_input':
      return element.multiline
        ? `<textarea ${attributes}${placeholder} rows="3">${text(element.initial_value ?? '')}</textarea>`
        : `<input ${attributes}${placeholder} value="${text(element.initial_value ?? '')}">`;
    case 'datepicker':
      return `<input ${attributes} value="${text(element.initial_date ?? '')}"${placeholder || ' placeholder="Select a date"'}>`;
    case 'file_input':
      return `<input type="file" ${attributes}>`;
    case 'external_select':
      return `<input ${attributes}${placeholder} value="${element.initial_option ? textOf(element.initial_option.text) : ''}">`;
    case 'static_select':
    case 'multi_static_select': {
      const chosen = (element.initial_options ?? [element.initial_option]).map((each: Thing) => each?.value);
      const options = [
        ...(element.options ?? []),
        ...(element.option_groups ?? []).flatMap((group: Thing) => group.options),
      ];
      const isMany = element.type === 'multi_static_select';
      return `<select ${attributes}${isMany ? ' multiple' : ''}>${isMany ? '' : '<option>Select an option</option>'}${options
        .map(
          (option: Thing) =>
            `<option${chosen.includes(option.value) ? ' selected' : ''}>${textOf(option.text)}</option>`,
        )
        .join('')}</select>`;
    }
    default:
      throw new Error(`an element of an unknown kind: ${element.type}`);
  }
}

const COLOURS = {
  light: {
    page: '#ffffff',
    text: '#1d1c1d',
    subtle: '#616061',
    line: '#dddddd',
    edge: '#868686',
    primary: '#007a5a',
    danger: '#c01343',
    bad: '#c01343',
  },
  dark: {
    page: '#1a1d21',
    text: '#d1d2d3',
    subtle: '#ababad',
    line: '#3b3d40',
    edge: '#797c80',
    primary: '#007a5a',
    danger: '#c01343',
    bad: '#ff8a9d',
  },
};

/** Draws Slack screens on a page, one below the other, as wide as the page is. */
export async function drawSurfaces(page: Page, surfaces: readonly Surface[], theme: Theme): Promise<void> {
  const { page: back, text: ink, subtle, line, edge, primary, danger, bad } = COLOURS[theme];
  await page.setContent(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slack</title><style>
    * { box-sizing: border-box }
    body { margin: 0; background: ${back}; color: ${ink}; font: 15px/1.46 Lato, "DejaVu Sans Condensed", sans-serif; overflow-wrap: anywhere }
    main > section { padding: 12px 16px } main > section.modal { max-width: 520px; margin: 0 auto; padding: 0; border: 1px solid ${line} }
    section.modal > .blocks { padding: 8px 20px }
    .bar { padding: 14px 20px; border-bottom: 1px solid ${line} } .bar h1 { font-size: 20px; margin: 0 }
    .foot { border-width: 1px 0 0; display: flex; justify-content: flex-end; gap: 12px }
    .app { font-size: 13px; color: ${subtle}; margin: 0 0 8px }
    h2 { font-size: 18px; margin: 12px 0 6px } p { margin: 0; white-space: pre-wrap }
    hr { border: 0; border-top: 1px solid ${line}; margin: 12px 0 }
    .section { display: flex; gap: 12px; align-items: flex-start; margin: 8px 0 } .section .text { flex: 1; min-width: 0 }
    .fields { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 16px }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 } .rich, .context { margin: 8px 0 }
    .context, .hint, .optional { color: ${subtle}; font-size: 13px } ul, ol { margin: 4px 0; padding-left: 24px }
    button { font: 700 13px Lato, "DejaVu Sans Condensed", sans-serif; padding: 7px 12px; border: 1px solid ${edge}; border-radius: 4px; background: transparent; color: ${ink};
      max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex-shrink: 0 }
    .section > button { max-width: 45% }
    button.primary { background: ${primary}; border-color: ${primary}; color: #fff } button.danger { background: ${danger}; border-color: ${danger}; color: #fff }
    .input, fieldset { border: 0; padding: 0; margin: 14px 0 } label, legend { font-weight: 700; display: block; padding: 0; margin-bottom: 4px } .optional { font-weight: 400 }
    input:not([type=checkbox], [type=radio]), textarea, select { width: 100%; padding: 9px 12px; border: 1px solid ${edge}; border-radius: 4px; background: ${back}; color: ${ink}; font: inherit }
    ::placeholder { color: ${subtle}; opacity: 1 }
    .tick { font-weight: 400; display: flex; gap: 8px; margin: 6px 0 } .error { color: ${bad}; margin: 4px 0 }
    .confirm { max-width: 420px; margin: 12px auto; padding: 12px 20px; border: 1px solid ${edge}; border-radius: 8px }
    </style></head><body><main>${surfaces.map(htmlOf).join('')}</main></body></html>`);
}
