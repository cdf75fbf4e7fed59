/**
 * The page's own script, as the browser runs it. It draws the charts at the width and in the colours of the reader's
 * screen, sorts tables by a clicked heading and shows the table that is chosen.
 */
export const script = `
'use strict';
const { charts, configs } = JSON.parse(document.getElementById('charts').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
// Pixels: room for the y axis, and bounds of the plot.
const axisRoom = 90;
const widestPlot = 640;
const lowestPlot = 240;
// The browser's letters are narrower than those that Vega assumes without one.
const realTextWidth = 0.8;
let drawnWidth = 0;

// Title and subtitle stand above the chart as text, which wraps; Vega's would be cut off.
function fitted(spec, available) {
  const { title, config, ...rest } = spec;
  const width = Math.max(spec.usermeta.minimalWidth, Math.min(available - axisRoom, widestPlot));
  const height = Math.min(spec.height, Math.max(width, lowestPlot));
  return { ...rest, width, height, config: dark.matches ? configs.dark : configs.light };
}

function columns({ usermeta, width }) {
  return Math.max(1, Math.floor(width / (usermeta.legendEntryWidth * realTextWidth)));
}

async function draw() {
  drawnWidth = document.body.clientWidth;
  for (const [name, chart] of Object.entries(charts)) {
    const box = document.getElementById('chart-' + name);
    const spec = fitted(chart, box.clientWidth);
    const drawn = await vegaEmbed(box, spec, {
      mode: 'vega-lite',
      renderer: 'svg',
      ast: true,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      actions: { export: true, source: false, compiled: false, editor: false },
      downloadFileName: name,
      patch: (vega) => ({
        ...vega,
        legends: (vega.legends ?? []).map((legend) => ({ ...legend, columns: columns(spec) })),
      }),
    });
    box.setAttribute('data-drawn', String(drawn.view.width()));
  }
}

let waiting = Promise.resolve();
function redraw() {
  waiting = waiting.then(draw).catch((error) => {
    console.error(error);
    for (const box of document.querySelectorAll('.chart:not([data-drawn])')) box.textContent = 'chart failed: ' + error.message;
  });
}
redraw();
dark.addEventListener('change', redraw);
let timer;
addEventListener('resize', () => {
  clearTimeout(timer);
  timer = setTimeout(() => { if (document.body.clientWidth !== drawnWidth) redraw(); }, 200);
});

function sortBy(heading) {
  const table = heading.closest('table');
  const column = heading.cellIndex;
  const numeric = heading.classList.contains('number');
  // Numbers start with the highest, names with the first.
  const descending = heading.ariaSort === null ? numeric : heading.ariaSort === 'ascending';
  for (const other of heading.parentElement.cells) other.ariaSort = null;
  heading.ariaSort = descending ? 'descending' : 'ascending';
  const value = (row) => {
    const cell = row.cells[column];
    if (!numeric) return cell.textContent;
    return cell.dataset.value === undefined ? undefined : Number(cell.dataset.value);
  };
  const compare = (a, b) => (numeric ? a - b : a.localeCompare(b, 'en', { numeric: true }));
  const rows = [...table.tBodies[0].rows].sort((first, second) => {
    const a = value(first);
    const b = value(second);
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return descending ? compare(b, a) : compare(a, b);
  });
  table.tBodies[0].append(...rows);
}
document.addEventListener('click', (event) => {
  const heading = event.target.closest('thead th');
  if (heading !== null) sortBy(heading);
});

for (const select of document.querySelectorAll('select')) {
  const show = () => {
    for (const option of select.options) document.getElementById(option.value).hidden = !option.selected;
  };
  select.addEventListener('change', show);
  show();
}
`;
