'use strict';

const $ = id => document.getElementById(id);
const CONSUMERS = {points: 'points-service', coupon: 'coupon-service', warehouse: 'warehouse-service'};
let trouble = {};

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : {'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const text = await answer.text();
  const content = text ? JSON.parse(text) : null;
  if (!answer.ok && answer.status !== 422) {
    throw new Error(content && content.detail || 'answered ' + answer.status);
  }
  return content;
}

function notice(text) {
  $('notice').textContent = text;
}

// Runs what a person asked for; the page shows what came of it.
async function act(work, done) {
  try {
    const result = await work();
    notice(done ? done(result) : '');
  } catch (e) {
    notice(e instanceof TypeError ? 'The order service does not answer; it is being started again.' : e.message);
  }
  refresh();
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const pill = (text, kind) => element('span', text, 'pill ' + kind);

// A value that the person is choosing right now is left alone.
function show(select, value) {
  if (document.activeElement === select) return;
  const known = [...select.options].some(option => Number(option.value) === Number(value));
  if (known) select.value = [...select.options].find(option => Number(option.value) === Number(value)).value;
}

function button(text, work, className) {
  const made = element('button', text, className);
  made.addEventListener('click', () => act(work));
  return made;
}

function showParts(parts) {
  $('parts').replaceChildren(...(parts || []).map(part => {
    const row = element('div', undefined, 'part');
    const name = element('div', part.name);
    name.append(element('small', part.pid ? `process ${part.pid}` + (part.starts > 1 ? `, started ${part.starts} times` : '') : 'does not run'));
    const kinds = {RUNNING: 'good', DOWN: 'bad'};
    const words = {RUNNING: 'running', DOWN: 'switched off', STARTING: 'starting', WAITING: 'died', ENDED: 'ended'};
    const buttons = element('div', undefined, 'row');
    const to = value => () => call('PUT', 'switches/parts/' + part.name, {value});
    const kill = button('kill -9', to('kill'), 'danger');
    kill.disabled = !part.pid;
    buttons.append(kill);
    if (['broker', 'message-service', 'points-service', 'coupon-service', 'warehouse-service'].includes(part.name)) {
      buttons.append(part.state === 'DOWN' ? button('on', to('up'), 'main') : button('off', to('down')));
    }
    row.append(name, pill(words[part.state] || part.state, kinds[part.state] || 'busy'), buttons);
    return row;
  }));
}

function makeConsumers() {
  for (const [key, name] of Object.entries(CONSUMERS)) {
    const part = $('consumer').content.firstElementChild.cloneNode(true);
    part.id = key;
    part.querySelector('legend').textContent = name;
    const change = () => act(() => call('PUT', 'switches/trouble/' + name, {
      throwing: Number(part.querySelector('[name=throwing]').value),
      slow: Number(part.querySelector('[name=slow]').value) > 0 ? 1 : 0,
      slowMillis: Number(part.querySelector('[name=slow]').value),
      deaths: trouble[key] ? trouble[key].deaths : 0
    }));
    part.querySelectorAll('select').forEach(select => select.addEventListener('change', () => {
      select.blur();
      change();
    }));
    part.querySelector('[name=die]').addEventListener('click', () => act(
      () => call('PUT', 'switches/trouble/' + name, {...trouble[key], deaths: 1}),
      () => name + ' dies after its next commit; place an order.'));
    $('consumers').append(part);
  }
}

function showSwitches(switches) {
  show($('rate'), switches.perSecond);
  show($('rollback'), switches.rollBack);
  for (const key of Object.keys(CONSUMERS)) {
    trouble[key] = switches[key];
    const part = $(key);
    part.querySelectorAll('select, button').forEach(control => { control.disabled = !switches[key]; });
    if (switches[key]) {
      show(part.querySelector('[name=throwing]'), switches[key].throwing);
      show(part.querySelector('[name=slow]'), switches[key].slow > 0 ? switches[key].slowMillis : 0);
    }
  }
  showParts(switches.parts);
}

function message(order) {
  const kinds = {CONSUMED: 'good', CANCELLED: 'still', DEAD: 'bad', UNDECIDED: 'bad', EXPIRED: 'bad', DISCARDED: 'still'};
  return order.message ? pill(order.message.toLowerCase(), kinds[order.message] || 'busy') : pill('not known now', 'still');
}

function effect(count, order) {
  const right = order.committed ? 1 : 0;
  if (count === null || count === undefined) return pill('not known now', 'still');
  if (count > right) return pill(count + ' times!', 'bad');
  if (!order.committed) return pill('none, rightly', 'still');
  return count === 1 ? pill('once', 'good') : pill(order.message === 'DEAD' ? 'none, dead letter' : 'not yet', order.message === 'DEAD' ? 'bad' : 'busy');
}

function shipment(order) {
  if (!order.committed) return pill('none, rightly', 'still');
  if (!order.shipment) return pill(order.message === 'DEAD' ? 'none, dead letter' : 'not yet', order.message === 'DEAD' ? 'bad' : 'busy');
  return pill(order.shipment.toLowerCase(), order.shipment === 'DELIVERED' ? 'good' : 'busy');
}

// What was in the packets that were opened here; asking again brings the same amount.
const opened = {};

function redPacket(order) {
  if (!order.committed) return element('span');
  const open = element('button', opened[order.orderNo] === undefined ? 'open' : (opened[order.orderNo] / 100).toFixed(2));
  open.title = 'The amount is drawn once; open it again and it is the same';
  open.addEventListener('click', () => act(async () => {
    const packet = await call('POST', 'orders/' + order.orderNo + '/red-packet', {});
    opened[order.orderNo] = packet.amountCents;
    return packet;
  }, packet => `The red packet of ${packet.orderNo} has ${(packet.amountCents / 100).toFixed(2)}.`));
  return open;
}

function showShelf(shelf) {
  $('shelf').textContent = shelf.length === 0 ? ''
    : 'Left in the warehouse: ' + shelf.map(stock => `${stock.sku.toLowerCase()} ${stock.level.toLocaleString()}`).join(', ') + '.';
}

async function showMessage(id) {
  try {
    $('detail').querySelector('pre').textContent = JSON.stringify(await call('GET', 'orders/messages/' + id), null, 2);
  } catch (e) {
    $('detail').querySelector('pre').textContent = 'The message service does not answer or does not have this message (yet).';
  }
  $('detail').showModal();
}

function showOrders(orders) {
  const done = orders.filter(order => order.committed && order.points === 1 && order.coupons === 1 && order.shipment).length;
  const committed = orders.filter(order => order.committed).length;
  $('sums').textContent = orders.length === 0
    ? 'None yet. Place some above.'
    : `Of the latest ${orders.length}: ${committed} committed, ${done} of them with points, coupon and shipment, ${orders.length - committed} rolled back. An order's number shows its message.`;
  $('orders').replaceChildren(...orders.map(order => {
    const row = element('tr');
    const cells = [];
    const number = element('button', order.orderNo);
    number.addEventListener('click', () => showMessage(order.messageId));
    cells.push(number);
    const placed = element('span', new Date(order.placedAt).toLocaleTimeString());
    placed.title = order.placedAt;
    cells.push(placed, element('span', (order.amountCents / 100).toFixed(2)));
    cells.push(order.committed ? pill(order.poisoned ? 'committed, poisoned' : 'committed', order.poisoned ? 'busy' : 'good') : pill('rolled back', 'still'));
    cells.push(message(order), effect(order.points, order), effect(order.coupons, order), shipment(order), redPacket(order));
    cells.forEach((content, i) => {
      const cell = element('td', undefined, i === 2 ? 'number' : '');
      cell.append(content);
      row.append(cell);
    });
    return row;
  }));
}

let refreshing = false;

async function refresh() {
  if (refreshing || document.hidden) return;
  refreshing = true;
  try {
    const [switches, orders, shelf] = await Promise.all([call('GET', 'switches'), call('GET', 'orders'), call('GET', 'shelf')]);
    showSwitches(switches);
    showOrders(orders);
    showShelf(shelf);
    if ($('notice').dataset.lost) {
      delete $('notice').dataset.lost;
      notice('The order service is back.');
    }
  } catch (e) {
    $('notice').dataset.lost = 'yes';
    notice('The order service does not answer; it is being started again.');
  } finally {
    refreshing = false;
  }
}

makeConsumers();
$('place').addEventListener('submit', event => {
  event.preventDefault();
  const count = Number($('count').value);
  act(() => call('POST', 'orders/several', {count, trouble: 'NONE'}),
    placed => `${placed.committed} placed` + (placed.rolledBack ? `, ${placed.rolledBack} rolled back.` : '.'));
});
document.querySelectorAll('[data-order]').forEach(button => button.addEventListener('click', () => act(
  () => call('POST', 'orders/several', {count: 1, trouble: button.dataset.order}),
  placed => placed.committed ? 'Placed.' : 'Rolled back.')));
$('rate').addEventListener('change', () => { $('rate').blur(); act(() => call('PUT', 'switches/per-second', {value: Number($('rate').value)})); });
$('rollback').addEventListener('change', () => { $('rollback').blur(); act(() => call('PUT', 'switches/roll-back', {value: Number($('rollback').value)})); });
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, 1000);
refresh();
