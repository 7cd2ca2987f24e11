import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExhibition, FILE } from '../../contract/exhibition.ts';
import { openTestStore } from '../../support/store.ts';
import {
  activityFrom,
  consent,
  type LocalTeams,
  openTeams,
  sentTo,
  somebody,
  upload,
} from '../../support/teams/visitor.ts';

describe('a file', () => {
  const { app, received } = createExhibition();
  const zoe = somebody('zoe', 7);
  let teams: LocalTeams;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const opened = await openTestStore();
    teams = await openTeams({ app, store: opened.store });
    close = async () => {
      await teams.close();
      await opened.close();
    };
  });
  afterAll(async () => {
    await close();
  });

  const answered = (value: Record<string, unknown>) => teams.post(consent(teams, zoe, value));
  const uploadInfo = () => upload(teams, 'candour-example.txt');
  const last = () => sentTo(teams, zoe).at(-1);

  it('is asked about below the answer, and nothing of it is in the question', async () => {
    await teams.post(activityFrom(teams, zoe, { text: 'file' }));
    const asked = last()?.body.attachments[0];
    expect(asked).toMatchObject({
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: 'candour-example.txt',
      content: { sizeInBytes: Buffer.byteLength(FILE), acceptContext: { command: 'file', input: {} } },
    });
    expect(JSON.stringify(last())).not.toContain('own words');
  });

  it('that is accepted is made again, put where Teams says, and shown in the place of the question', async () => {
    const drive: string[] = [];
    const server = createServer((request, response) => {
      drive.push(`${request.method} ${request.headers['content-range']}`);
      response.writeHead(201).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/up`;
    await answered({
      action: 'accept',
      context: { command: 'file', input: {} },
      uploadInfo: { ...uploadInfo(), uploadUrl: elsewhere },
    });
    expect(drive).toEqual([]);
    expect(last()?.body.text).toContain('cannot be used');
    server.close();

    const { status } = await answered({
      action: 'accept',
      context: { command: 'file', input: {} },
      uploadInfo: uploadInfo(),
    });
    expect(status).toBe(200);
    const put = teams.peer.calls.find(({ path }) => path.includes('onedrive'));
    expect(put).toMatchObject({ method: 'PUT', body: FILE });
    expect(last()).toMatchObject({ method: 'PUT', path: `/v3/conversations/${zoe.chat}/activities/asked` });
    expect(last()?.body.attachments[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: 'https://elm.sharepoint.test/candour-example.txt',
    });
  });

  it.each([
    'https://127.0.0.1:1/up',
    'https://elm.sharepoint.com.localhost:1/up',
    'https://localhost:1/elm.sharepoint.com',
  ])('is put nowhere but into SharePoint: not to %s', async (uploadUrl) => {
    received.length = 0;
    await answered({
      action: 'accept',
      context: { command: 'file', input: {} },
      uploadInfo: { ...uploadInfo(), uploadUrl },
    });
    expect(last()?.body.text).toContain('cannot be used');
    expect(received).toEqual([]);
  });

  it('that is declined is not made', async () => {
    received.length = 0;
    await answered({ action: 'decline', context: {} });
    expect(last()?.body.text).toBe('The file was not saved.');
    expect(received).toEqual([]);
  });

  it('that could not be put there is told with a reference', async () => {
    teams.peer.fates.push({ fate: { status: 507 }, when: ({ path }) => path.includes('onedrive') });
    await answered({ action: 'accept', context: { command: 'file', input: {} }, uploadInfo: uploadInfo() });
    expect(last()?.body.text).toMatch(/reference to .*: \w{8}$/);
  });

  it('asked about in a message whose id is half a character is answered all the same', async () => {
    const half = { ...consent(teams, zoe, { action: 'decline', context: {} }), replyToId: 'asked\ud800' };
    expect((await teams.post(half)).status).toBe(200);
    expect(last()?.body.text).toBe('The file was not saved.');
  });

  it('that a command no longer hands over is not made up', async () => {
    await answered({ action: 'accept', context: { command: 'text', input: {} }, uploadInfo: uploadInfo() });
    expect(last()?.body.text).toContain('no longer to be had');
  });
});
