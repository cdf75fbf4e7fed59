/** Draws the charts when they come into sight, at the width and in the colours of the reader's screen. */
export const charts = `
const drawing = JSON.parse(document.getElementById('drawing').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
let isPrinting = false;
// Pixels: room for the y axis, and bounds of the plot.
const axisRoom = 90;
const widestBeside = 640;
const lowestPlot = 240;

// Title and subtitle stand above the chart as text, which wraps; the trackers' legend is the bar at the top.
function fitted(spec, available, widestPlot) {
  const { title, config, ...rest } = spec;
  const { minimalWidth, isFixedSize } = spec.usermeta;
  const looks = { ...rest, config: dark.matches && !isPrinting ? drawing.configs.dark : drawing.configs.light };
  if (isFixedSize) return looks;
  const width = Math.max(minimalWidth, Math.min(available - axisRoom, widestPlot));
  return { ...looks, width, height: Math.min(spec.height, Math.max(width, lowestPlot)) };
}

// The scales by which trackers have their looks; other legends say what no bar does.
const trackerScales = new Set(['shape', 'strokeDash']);
function isOfTrackers(legend, spec) {
  const scale = spec.scales.find(({ name }) => name === (legend.fill ?? legend.stroke ?? legend.shape));
  return trackerScales.has(legend.shape) || trackerScales.has(legend.strokeDash) ||
    (Array.isArray(scale?.domain) && scale.domain.length === report.trackers.length && scale.range?.[0] === report.trackers[0].colour);
}

const views = new Map();

async function drawChart(box, spec, name, widestPlot = widestBeside) {
  const drawn = await vegaEmbed(box, fitted(spec, box.clientWidth, widestPlot), {
    mode: 'vega-lite',
    renderer: 'svg',
    ast: true,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: name,
    patch: (vega) => ({ ...vega, legends: (vega.legends ?? []).filter((legend) => !isOfTrackers(legend, vega)) }),
  });
  views.get(box)?.finalize();
  views.set(box, drawn.view);
  drawn.view.addEventListener('click', (event, item) => {
    const index = places.get(item?.datum?.tracker);
    if (index !== undefined) pick(index);
  });
  await followPicked(drawn.view);
  box.dataset.drawn = String(drawn.view.width());
  return drawn.view;
}

async function followPicked(view) {
  // A chart with nothing to show has no such signal.
  if (view.getState().signals?.highlighted === undefined) return;
  await view.signal('highlighted', pickedNames()).runAsync();
}

function failed(box, error) {
  console.error(error);
  box.textContent = 'chart failed: ' + error.message;
}

// One after the other, so that the page stays responsive between two of them.
let queue = Promise.resolve();
const waiting = new Set();
function enqueue(box) {
  if (waiting.has(box)) return;
  waiting.add(box);
  queue = queue.then(() => new Promise((resolve) => setTimeout(resolve))).then(() => {
    waiting.delete(box);
    return drawBox(box);
  });
}
function drawBox(box) {
  return drawChart(box, drawing.charts[box.dataset.chart], box.dataset.chart).catch((error) => failed(box, error));
}

const boxes = [...document.querySelectorAll('[data-chart]')];
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    sight.unobserve(target);
    enqueue(target);
  }
}, { rootMargin: '400px' });
for (const box of boxes) sight.observe(box);

onPick.push(() => {
  for (const view of views.values()) followPicked(view).catch(console.error);
});

// What is drawn already is drawn anew when it comes into sight again.
const onRedraw = [];
function redraw() {
  drawnWidth = document.body.clientWidth;
  for (const box of boxes) sight.unobserve(box);
  for (const box of boxes) sight.observe(box);
  for (const draw of onRedraw) draw();
}
let drawnWidth = document.body.clientWidth;
dark.addEventListener('change', redraw);
// A printer does not scroll, nor wait for more than promises that are kept already: all is drawn at once, dark on light.
const onPrint = [];
addEventListener('beforeprint', () => {
  isPrinting = true;
  for (const box of boxes) {
    if (box.closest('[hidden]') === null && (dark.matches || box.dataset.drawn === undefined)) drawBox(box);
  }
  for (const draw of onPrint) draw();
});
addEventListener('afterprint', () => {
  isPrinting = false;
  if (dark.matches) redraw();
});
let timer;
addEventListener('resize', () => {
  clearTimeout(timer);
  timer = setTimeout(() => { if (document.body.clientWidth !== drawnWidth) redraw(); }, 200);
});
`;
