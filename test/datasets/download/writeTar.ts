export interface TarMember {
  readonly name: string;
  readonly content: Uint8Array;
  /** Default a plain file, `0`. */
  readonly type?: string;
}

/** A tar archive by hand (POSIX.1-1988, ustar), so that each kind of header can be put into it. */
export function writeTar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(block), Buffer.alloc(1024)]);
}

function block({ name, content, type = '0' }: TarMember): Buffer {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
