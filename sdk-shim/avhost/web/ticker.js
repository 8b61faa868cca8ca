// One timer a second for all elements that count on by the clock, and none while nobody counts or looks.

const counting = new Set();
let timer = 0;

function arrange() {
  const needed = counting.size > 0 && !document.hidden;
  if (needed && timer === 0) {
    timer = setInterval(() => counting.forEach((tick) => tick()), 1000);
  } else if (!needed && timer !== 0) {
    timer = (clearInterval(timer), 0);
  }
}

export function startTicking(tick) {
  counting.add(tick);
  arrange();
}

export function stopTicking(tick) {
  counting.delete(tick);
  arrange();
}

document.addEventListener('visibilitychange', () => {
  arrange();
  if (!document.hidden) {
    counting.forEach((tick) => tick()); // what was missed meanwhile
  }
});
