import dynalite from 'dynalite';

/** Entry point of a process of its own: serves DynamoDB's API from memory and prints `listening <port>`. */
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  process.stdout.write(`listening ${address.port}\n`);
});
