/** The view of one sequence: overlap over time, and a strip of frames with what the trackers said. */
export const sequences = `
const view = document.getElementById('sequence-view');
if (view !== null && drawing.timeline !== undefined) {
  const choice = document.getElementById('sequence');
  const experiment = document.getElementById('experiment');
  const chart = document.getElementById('timeline');
  const strip = document.getElementById('strip');
  const note = document.getElementById('timeline-note');
  // Regions of more trackers would hide the target.
  const mostRegions = 3;
  const levels = drawing.overlapSigns.length - 2;
  const level = new Map([...drawing.overlapSigns].map((sign, index) => [sign, index === 0 ? null : (index - 1) / levels]));
  const codes = ['no region', 'initialised', 'failed'];
  const svgName = 'http://www.w3.org/2000/svg';
  const parsed = new Map();
  let frame = 0;

  function sequenceAt(index) {
    if (!parsed.has(index)) parsed.set(index, JSON.parse(document.getElementById('sequence-' + index).textContent));
    return parsed.get(index);
  }

  function overlapsOf(text) {
    return Array.from(text, (sign) => level.get(sign));
  }

  // The picked trackers, else the best; of those that have a run.
  function chosenRuns(runs, most) {
    const byTracker = new Map(runs.map((run) => [run[0], run]));
    const wanted = drawing.best.filter((index) => byTracker.has(index) && (picked.size === 0 || picked.has(index)));
    return { runs: wanted.slice(0, most).map((index) => byTracker.get(index)), left: wanted.length - Math.min(most, wanted.length) };
  }

  function specOf(sequence, runs) {
    const row = (index) => ({ label: report.trackers[index].label, tracker: report.trackers[index].name });
    const spec = structuredClone(drawing.timeline);
    spec.encoding.x.scale.domain = [1, Math.max(2, sequence.frames)];
    spec.datasets = {
      overlaps: runs.map(([index, overlaps]) => ({ ...row(index), overlap: overlapsOf(overlaps) })),
      failures: runs.flatMap(([index, , failures]) => failures.map((frame) => ({ ...row(index), frame, overlap: 0 }))),
    };
    spec.description = 'Overlap over time: ' + sequence.name;
    spec.params.find(({ name }) => name === 'frame').value = frame;
    return spec;
  }

  function svg(name, attributes) {
    const element = document.createElementNS(svgName, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function outline(region, colour, dash) {
    const [x, y, width, height] = region.split(',');
    const path = region.startsWith('M') || region === '' ? region : 'M' + x + ',' + y + 'h' + width + 'v' + height + 'h-' + width + 'Z';
    const shared = { d: path, fill: 'none', 'vector-effect': 'non-scaling-stroke' };
    return {
      edge: svg('path', { ...shared, stroke: '#000', 'stroke-width': 4, 'stroke-opacity': 0.7 }),
      line: svg('path', { ...shared, stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash }),
    };
  }

  // The first line is whole, and each that may lie exactly on it leaves wider gaps.
  function dashOf(place, count) {
    return place === 0 ? 'none' : 5 * (count - place) + ' ' + 5 * place;
  }

  function frameItem(sequence, place, runs) {
    const number = sequence.strip.frames[place];
    const [width, height] = sequence.size;
    const picture = svg('svg', { viewBox: '0 0 ' + width + ' ' + height, 'aria-hidden': 'true' });
    const source = sequence.strip.pictures[place];
    if (source !== null) picture.append(svg('image', { href: source, width, height, preserveAspectRatio: 'none' }));
    const outlines = [outline(sequence.strip.truth[place], '#fff', '4 3')];
    const said = new Map();
    for (const [at, [index, , , regions]] of runs.entries()) {
      const { name, colour } = report.trackers[index];
      const region = regions[place];
      if (typeof region === 'string') outlines.push(outline(region, colour, dashOf(at, runs.length)));
      else said.set(region, [...(said.get(region) ?? []), name]);
    }
    // Edges first, so that none hides the line of another.
    picture.append(...outlines.map(({ edge }) => edge), ...outlines.map(({ line }) => line));
    const sayings = [...said].map(([region, names]) =>
      (names.length > 1 && names.length === runs.length ? 'all' : names.join(', ')) + ': ' + (codes[region] ?? 'code ' + region));
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.frame = String(number);
    const caption = document.createElement('span');
    caption.textContent = ['frame ' + number, ...sayings].join('; ');
    button.append(picture, caption);
    button.addEventListener('click', () => mark(frame === number ? 0 : number));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }

  function markStrip() {
    for (const button of strip.querySelectorAll('button')) button.ariaPressed = String(Number(button.dataset.frame) === frame);
  }

  function mark(number) {
    frame = number;
    markStrip();
    views.get(chart)?.signal('frame', frame).runAsync().catch(console.error);
  }

  async function drawTimeline(spec, frames) {
    const drawn = await drawChart(chart, spec, 'overlap', chart.clientWidth);
    drawn.addEventListener('click', (event) => {
      const bounds = chart.querySelector('svg').getBoundingClientRect();
      const across = (event.clientX - bounds.left - drawn.origin()[0] - drawn.padding().left) / drawn.width();
      const clicked = 1 + across * (frames.total - 1);
      const nearest = frames.shown.reduce((a, b) => (Math.abs(b - clicked) < Math.abs(a - clicked) ? b : a));
      mark(nearest);
      strip.querySelector('[data-frame="' + nearest + '"]').scrollIntoView({ block: 'nearest', inline: 'center' });
    });
  }

  function show() {
    const sequence = sequenceAt(Number(choice.value));
    const runs = sequence.experiments[experiment.value];
    const curves = chosenRuns(runs, drawing.mostTimelines);
    const regions = chosenRuns(runs, mostRegions);
    document.getElementById('timeline-title').textContent = 'Overlap over time: ' + sequence.name;
    const names = (chosen) => chosen.map(([index]) => report.trackers[index].name).join(', ');
    note.textContent = curves.runs.length === 0
      ? 'No ' + experiment.value + ' run' + (picked.size > 0 ? ' of the highlighted trackers' : '') + ' is stored.'
      : 'First repetition, ' + experiment.value + (experiment.value === 'baseline' ? '; × is a failure' : '') + '. Curves: ' + names(curves.runs) +
        (curves.left > 0 ? ' and ' + curves.left + ' more that are not drawn: highlight trackers to see them' : '') +
        (regions.left > 0 ? '. In the frames: ' + names(regions.runs) : '') + '.';
    strip.replaceChildren(...sequence.strip.frames.map((_, place) => frameItem(sequence, place, regions.runs)));
    markStrip();
    const draw = () => drawTimeline(specOf(sequence, curves.runs), { total: sequence.frames, shown: sequence.strip.frames })
      .catch((error) => failed(chart, error));
    if (isPrinting) draw();
    else queue = queue.then(draw);
  }

  function step(by) {
    choice.selectedIndex = (choice.selectedIndex + by + choice.options.length) % choice.options.length;
    frame = 0;
    show();
  }

  let isShown = false;
  const showIfSeen = () => { if (isShown) show(); };
  function showFirst() {
    if (isShown) return;
    isShown = true;
    const first = sequenceAt(0);
    if (first.experiments.baseline.length === 0) experiment.value = 'unsupervised';
    show();
  }
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    showFirst();
  }, { rootMargin: '400px' }).observe(view);
  onPrint.push(() => {
    if (!isShown) showFirst();
    else if (dark.matches) show();
  });
  choice.addEventListener('change', () => { frame = 0; show(); });
  experiment.addEventListener('change', show);
  document.getElementById('previous-sequence').addEventListener('click', () => step(-1));
  document.getElementById('next-sequence').addEventListener('click', () => step(1));
  onPick.push(showIfSeen);
  onRedraw.push(showIfSeen);
}
`;
