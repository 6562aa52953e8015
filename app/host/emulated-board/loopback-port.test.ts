import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { choosePort, sshAnswers } from './loopback-port.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a wanted port is given when it is free, and refused when it is taken', async () => {
  const taken = await listening(() => {});
  const refusal = await choosePort(taken, undefined).catch(problemOf);
  expect(refusal).toMatchObject({ id: 'emulated.port-taken', data: { port: taken } });
  const free = await choosePort(undefined, undefined);
  expect(await choosePort(free, undefined)).toBe(free);
});

test('a preferred port gives way to a free one', async () => {
  const taken = await listening(() => {});
  const free = await choosePort(undefined, undefined);
  expect(await choosePort(undefined, free)).toBe(free);
  expect(await choosePort(undefined, taken)).not.toBe(taken);
});

test.each([
  ['an SSH server', (socket: Socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'), true],
  ['another server', (socket: Socket) => void socket.write('220 mail\r\n'), false],
  ['one that says nothing', () => {}, false],
  ['one that closes', (socket: Socket) => void socket.end(), false],
])('%s', async (_, greet, answer) => {
  expect(await sshAnswers(await listening(greet), 200)).toBe(answer);
});

test('nobody there', async () => {
  const free = await choosePort(undefined, undefined);
  expect(await sshAnswers(free, 200)).toBe(false);
});
