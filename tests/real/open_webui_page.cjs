// node open_webui_page.cjs PLAYWRIGHT CHROMIUM URL PICTURE CHAT… : opens each chat in the real page and asks one question.
// CHAT is an id, or id:n to go n branches on at the first fork before. Prints a JSON line each: the words on the screen before it.
const [playwright, chromium, url, picture, ...chats] = process.argv.slice(2);
const { chromium: browser } = require(playwright);

(async () => {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const started = await browser.launch({ executablePath: chromium, args: flags });
  const page = await started.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(60000);
  await page.goto(url);
  await page.waitForSelector('#chat-input');
  await page.getByText("Okay, Let's Go!").click({ timeout: 10000 }).catch(() => {});
  for (const wanted of chats) {
    const [chat, on] = wanted.split(':');
    await page.goto(`${url}c/${chat}`);
    await page.waitForSelector('.chat-user, .chat-assistant');
    await page.getByText("Okay, Let's Go!").click({ timeout: 2000 }).catch(() => {});
    for (let n = 0; n < Number(on || 0); n += 1) {
      await page.locator('button[aria-label="Next message"]').first().click();
      await page.waitForTimeout(1000);
    }
    const shown = await page.$$eval('.chat-user, .chat-assistant', (all) => all.map((m) => m.innerText));
    if (picture !== '-') await page.screenshot({ path: picture });
    await page.click('#chat-input');
    await page.keyboard.type('go-on');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => [...document.querySelectorAll('.chat-assistant')].some((m) => m.innerText.includes('standin-answer')));
    await page.waitForTimeout(500);
    console.log(JSON.stringify({ chat, shown }));
  }
  await started.close();
})().catch((fault) => { console.error(fault); process.exit(1); });
