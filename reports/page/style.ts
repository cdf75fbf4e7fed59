/** The page's style sheet. Fonts are the system's; colours follow the reader's colour scheme. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --muted: #57606a; --line: #d8dde3; --panel: #f5f7f9; --accent: #0b5cad;
  --first: #b3261e; --second: #1a56c4; --third: #1b7837; --warning: #fff6dd; --picked: #fdf0c4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e6e8eb; --muted: #a3abb5; --line: #363c44; --panel: #1d2126; --accent: #7db7f5;
    --first: #ff8a80; --second: #8fb4ff; --third: #7fd08f; --warning: #332b12; --picked: #4a3f14;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 84rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .75rem; }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 0; padding: 0; }
.facts div { display: flex; flex-direction: column-reverse; }
.facts dt, .note, figcaption p { color: var(--muted); font-size: .875rem; }
.facts dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
.note { margin: .35rem 0; max-width: none; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 2rem; align-items: start; }
figure { margin: 0; min-width: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; }
figcaption p { margin: .15rem 0; }
.chart { overflow-x: auto; margin-top: .75rem; min-height: 5rem; }
.chart svg { display: block; }
.chart:focus-visible, .table:focus-visible, button:focus-visible, select:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#trackers { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: .25rem .5rem; max-height: 6.2rem; overflow-y: auto;
  margin: 1rem -.5rem 0; padding: .5rem; background: var(--paper); border-bottom: 1px solid var(--line); }
button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: .35rem; padding: .15rem .5rem; cursor: pointer; }
#trackers button { display: flex; align-items: center; gap: .4rem; max-width: 100%; font-size: .8125rem; text-align: left; }
#trackers [aria-pressed=true] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); font-weight: 600; }
.sample { flex: none; }
/* A section out of sight is not laid out: large tables would hold up the page. */
section { scroll-margin-top: 7rem; content-visibility: auto; contain-intrinsic-size: auto 60rem; }
.picked, tr.picked > * { background: var(--picked); }
tbody tr[data-tracker] th { cursor: pointer; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; max-width: none; }
#strip { display: flex; gap: .5rem; overflow-x: auto; margin: .75rem 0 0; padding: 2px; list-style: none; }
#strip button { display: block; width: 12.5rem; padding: 0; overflow: hidden; text-align: left; font-size: .75rem; }
#strip button[aria-pressed=true] { outline: 2px solid var(--accent); }
#strip svg { display: block; width: 100%; background: #555; }
#strip span { display: block; padding: .15rem .4rem; }
#sequence-view { margin-bottom: 2rem; }
pre { margin: .25rem 0; font-size: .75rem; line-height: 1.35; overflow-wrap: anywhere; white-space: pre-wrap; }
#overview table { font-size: .8125rem; }
#overview th, #overview td { padding: .3rem .3rem; }
#overview thead th:not(:first-child) { max-width: 6.5rem; overflow-wrap: normal; }
#overview td small { font-size: .6875rem; }
.texts td { white-space: normal; vertical-align: top; }
.vega-actions { display: flex; gap: 1rem; font-size: .8125rem; margin-top: .5rem; }
.table { overflow: auto; max-height: 60rem; border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
table { overflow-wrap: break-word; border-collapse: separate; border-spacing: 0; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--panel); vertical-align: bottom; white-space: normal; font-weight: 600; max-width: 12rem; }
tbody th { position: sticky; left: 0; background: var(--paper); font-weight: 600; white-space: normal; max-width: 12rem; }
thead th:first-child { left: 0; z-index: 2; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover > * { background: var(--panel); }
.number { text-align: right; }
td small { display: block; color: var(--muted); font-size: .75rem; }
th button { all: unset; cursor: pointer; font: inherit; max-width: 100%; }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort] button::after { content: " ▲"; }
th[aria-sort=descending] button::after { content: " ▼"; }
.place-1 { color: var(--first); font-weight: 700; }
.place-2 { color: var(--second); text-decoration: underline; text-underline-offset: .15em; }
.place-3 { color: var(--third); font-style: italic; }
sup { font-size: .65em; line-height: 0; color: var(--muted); }
select { font: inherit; max-width: 100%; padding: .3rem .5rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: .35rem; }
.warnings { background: var(--warning); padding: .75rem 1rem .75rem 2.25rem; border-radius: .5rem; }
.method dt { font-weight: 600; margin-top: .6rem; }
.method dd { margin: 0; max-width: 46rem; }
#vg-tooltip-element { position: fixed; visibility: hidden; z-index: 10; padding: .4rem .6rem; font-size: .8125rem; border: 1px solid var(--line);
  border-radius: .35rem; background: var(--panel); color: var(--ink); box-shadow: 0 2px 8px rgb(0 0 0 / .25); pointer-events: none; }
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element table { font-size: inherit; }
#vg-tooltip-element td { border: 0; padding: .05rem .3rem; background: none; white-space: normal; }
#vg-tooltip-element td.key { color: var(--muted); text-align: right; white-space: nowrap; }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; }
  .chart, #strip { overflow: visible; }
  #strip { flex-wrap: wrap; }
  .chart svg { max-width: 100%; height: auto; }
  section { content-visibility: visible; }
  nav, select, button, .vega-actions { display: none; }
  #trackers { position: static; max-height: none; }
  #trackers button, th button { display: flex; }
  /* Paper has no bars to scroll: a table takes the sheet's width. */
  .table { max-height: none; overflow: visible; border: 0; }
  table { font-size: .62rem; }
  th, td { padding: .2rem .3rem; white-space: normal; }
  thead th, tbody th { position: static; }
  p:has(> label > select), .choices { display: none; }
  h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
}
`;
