// Facts about how a page is laid out that hold for every page with a player on it, at any size and in both themes.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { patience } from './browser.js';

/** The sizes that pages are looked at in: wall plates, a tablet and a phone upright, screens. */
export const sizes = [[480, 320], [800, 480], [1280, 800], [1920, 1080], [390, 844], [800, 1280]];

/** Until `seen()` is as expected; a page needs a frame or two for another size. */
export async function settled(seen, expected, what) {
  const end = Date.now() + patience;
  for (;;) {
    const now = await seen();
    if (isDeepStrictEqual(now, expected) || Date.now() > end) {
      return assert.deepEqual(now, expected, what);
    }
  }
}

/** What is wrong with the page as it is laid out now, in words; runs in the browser. */
function faultsInPage(isDark) {
  const faults = [];
  const name = (one) => `${one.outerHTML.slice(0, 90)} in ${one.parentElement?.className || one.parentElement?.tagName}`;
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.av-hidden');
  const boxOf = (one) => one.getBoundingClientRect();
  /** Takes away of a box what a scrolling or cutting box around it hides. */
  const clip = (box, around) => {
    for (let one = around; one !== null; one = one.parentElement) {
      if (getComputedStyle(one).overflow !== 'visible') {
        const frame = boxOf(one);
        box.left = Math.max(box.left, frame.left);
        box.right = Math.min(box.right, frame.right);
        box.top = Math.max(box.top, frame.top);
        box.bottom = Math.min(box.bottom, frame.bottom);
      }
    }
    return box;
  };
  const seenBoxOf = (one) => {
    const { left, top, right, bottom } = boxOf(one);
    return clip({ left, top, right, bottom }, one.parentElement);
  };
  const whole = document.scrollingElement;

  if (whole.scrollWidth > whole.clientWidth) {
    faults.push(`the page is ${whole.scrollWidth} wide, the window ${whole.clientWidth}`);
  }
  for (const player of [...document.querySelectorAll('now-playing')].filter(isSeen)) {
    const frame = boxOf(player);
    if (frame.height < 200 || frame.width < 200 || frame.height > innerHeight) {
      faults.push(`now-playing is ${frame.width} x ${frame.height}`);
    }
    if (frame.left < 4 || frame.right > innerWidth - 4) {
      faults.push(`now-playing has no margin: ${frame.left} to ${frame.right}`);
    }
    for (const part of player.querySelectorAll('a, button, input, .av-text, .av-value, img, av-label')) {
      const box = seenBoxOf(part);
      if (isSeen(part) && (box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1 || box.right > frame.right + 1)) {
        faults.push(`outside of now-playing: ${name(part)}`);
      }
    }
    for (const word of player.querySelectorAll('.av-state')) { // may be wider than its box
      const text = document.createRange();
      text.selectNodeContents(word);
      const box = boxOf(text);
      if (isSeen(word) && getComputedStyle(word).clipPath === 'none' && (box.left < frame.left - 1 || box.right > frame.right + 1)) {
        faults.push(`“${word.textContent}” from ${box.left} to ${box.right} is outside of now-playing: ${name(word)}`);
      }
    }
  }
  // Words that are seen: each with the part of it that no scrolling box cuts off.
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const around = node.parentElement;
    if (node.textContent.trim() === '' || !isSeen(around) || around.closest('option, textarea') || getComputedStyle(around).clipPath !== 'none') {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, top, right, bottom } of range.getClientRects()) {
      const box = { left, top: top + (bottom - top) * 0.15, right, bottom: bottom - (bottom - top) * 0.15 }; // letters, not lines
      clip(box, around);
      if (box.right - box.left > 1 && box.bottom - box.top > 1) {
        texts.push({ node, ...box });
      }
    }
  }
  const across = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
    if (one.node !== other.node && across(one, other) > 1 && down(one, other) > 1) {
      faults.push(`“${one.node.textContent.trim().slice(0, 40)}” lies over “${other.node.textContent.trim().slice(0, 40)}”`);
    }
  }));
  const pressed = [...document.querySelectorAll('a[href], button, input')].filter(isSeen).map((one) => ({ one, box: seenBoxOf(one) }));
  for (const { one, box } of pressed) {
    const { left, right, height } = boxOf(one);
    if (left < -1 || right > innerWidth + 1 || height < 20) {
      faults.push(`cannot be pressed: ${name(one)}`);
    }
    for (const { one: other, box: its } of pressed) {
      if (one !== other && !one.contains(other) && !other.contains(one) && across(box, its) > 1 && down(box, its) > 1) {
        faults.push(`overlap: ${name(one)} and ${name(other)}`);
      }
    }
  }
  for (const one of [document.body, ...document.querySelectorAll('.np-title, button, .av-primary')]) {
    const family = getComputedStyle(one).fontFamily;
    if (!/sans-serif$/.test(family)) {
      faults.push(`the browser's own font, ${family}: ${name(one)}`);
    }
  }
  const light = /rgb\((\d+), (\d+), (\d+)\)/.exec(getComputedStyle(document.body).backgroundColor)?.slice(1).map(Number);
  if (!light || (isDark ? Math.max(...light) > 60 : Math.min(...light) < 200)) {
    faults.push(`the ground is ${getComputedStyle(document.body).backgroundColor}`);
  }
  for (const image of document.querySelectorAll('img')) {
    if (isSeen(image) && !(image.complete && image.naturalWidth > 0)) {
      faults.push(`a broken picture: ${name(image)}`);
    }
  }
  for (const fault of document.querySelectorAll('.av-fault')) {
    faults.push(`a mistake in the page: ${fault.textContent}`);
  }
  return faults;
}

/** Asserts that nothing is cut off, lies over another, or looks as if the page had no style; `allowed` are patterns of what is meant to be there. */
export async function assertLayout(page, colorScheme, what, allowed = []) {
  const theme = (await page.getAttribute('html', 'data-theme')) ?? colorScheme;
  const faults = async () => (await page.evaluate(faultsInPage, theme === 'dark')).filter((fault) => !allowed.some((one) => one.test(fault)));
  await settled(faults, [], what);
}

/** Asserts that each of these can be scrolled to, and is what a finger meets there. */
export async function assertReachable(page, selectors, what) {
  for (const selector of selectors) {
    const one = page.locator(selector).first();
    await one.waitFor();
    await one.scrollIntoViewIfNeeded();
    const met = () => one.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const found = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
      return found !== null && (element.contains(found) || found.contains(element));
    });
    await settled(met, true, `${what}: ${selector}`);
  }
}
