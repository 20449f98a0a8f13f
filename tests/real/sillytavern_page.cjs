// node sillytavern_page.cjs PLAYWRIGHT CHROMIUM URL PICTURE CHARACTER CHAT… : opens each chat in the real page, asks one question.
// Prints a JSON line for each: what is on the screen before the question, and the file's name.
const [playwright, chromium, url, picture, character, ...chats] = process.argv.slice(2);
const { chromium: browser } = require(playwright);

(async () => {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const started = await browser.launch({ executablePath: chromium, args: flags });
  const page = await started.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(120000);
  const strangers = [];
  page.on('request', (request) => { if (/^https?:/.test(request.url()) && !request.url().startsWith(url)) strangers.push(request.url()); });
  await page.goto(url);
  await page.waitForFunction(() => window.SillyTavern && window.SillyTavern.getContext().characters.length && !document.querySelector('#preloader'));
  await page.waitForTimeout(3000);
  await page.evaluate(() => document.querySelectorAll('dialog[open] .popup-button-ok').forEach((b) => b.click()));
  const found = await page.evaluate(async (name) => {
    const context = window.SillyTavern.getContext();
    const index = context.characters.findIndex((c) => c.name === name);
    await context.selectCharacterById(String(index));
    return index;
  }, character);
  if (found < 0) throw new Error('no such character');
  await page.waitForFunction(() => window.SillyTavern.getContext().onlineStatus !== 'no_connection');
  for (const chat of chats) {
    await page.evaluate(async (file) => { await window.SillyTavern.getContext().openCharacterChat(file); }, chat);
    await page.waitForFunction((file) => window.SillyTavern.getContext().getCurrentChatId() === file, chat);
    const shown = await page.$$eval('#chat .mes', (all) => all.map((m) => ({
      name: m.getAttribute('ch_name'), user: m.getAttribute('is_user'), text: m.querySelector('.mes_text').innerText,
      time: (m.querySelector('.timestamp') || {}).innerText, swipes: (m.querySelector('.swipes-counter') || {}).innerText,
      pictures: m.querySelectorAll('.mes_media_container img, .mes_img').length })));
    if (picture !== '-') await page.screenshot({ path: picture });
    const before = shown.length;
    await page.fill('#send_textarea', 'go-on');
    await page.click('#send_but');
    await page.waitForFunction((n) => {
      const chat = window.SillyTavern.getContext().chat;
      return chat.length >= n + 2 && chat[chat.length - 1].mes.includes('standin-answer');
    }, before);
    await page.waitForTimeout(300);
    console.log(JSON.stringify({ chat, shown, strangers }));
  }
  await started.close();
})().catch((fault) => { console.error(fault); process.exit(1); });
