/** What is the same in the Python module of every plan. */

/** Between the head and the regions. The requests are those of kernel/uiomem-ioctl.h. */
export const pythonRuntime = `
import enum
import fcntl
import mmap
import os
import struct
import sys
from dataclasses import dataclass


class UiomemError(Exception):
    """A region is not there, not as the plan says, or cannot be used so."""


class Direction(enum.IntEnum):
    """Who writes what the other one reads."""

    BOTH = 0  # the CPU and the device read and write
    CPU_WRITES = 1  # the CPU writes, the device reads
    DEVICE_WRITES = 2  # the device writes, the CPU reads


class Kind(enum.Enum):
    SYNCED = "memory behind the cache, which the program cleans and invalidates"
    COHERENT = "memory behind a cache that the hardware keeps coherent"
    UNCACHED = "memory past the cache"
    REGISTERS = "one access of 32 bits at a time"


@dataclass(frozen=True)
class Region:
    """What the plan says."""

    name: str
    address: int  # physical
    size: int  # bytes
    kind: Kind
    direction: Direction  # in which the region is used, as far as the plan says so

    @property
    def device(self):
        return f"/dev/{self.name}"


# Requests of the driver: the same for programs of 32 and 64 bits.
_SYNC_FOR_CPU = 0x40085505
_SYNC_FOR_DEVICE = 0x40085506
_DEVICE_INFO = 0x80185507
_SYNC_RANGE = 0x40185509
_CACHED = 2
_COHERENT = 4
# The most bytes that one packed command can name (bits 31..4).
_LONGEST_SYNC = 0xFFFFFFF0


class Mapping:
    """A region that is open. Throws UiomemError when the board's device is not the one of the plan."""

    def __init__(self, region):
        self.region = region
        self._map = None
        self._words = None
        self._past_cache = region.kind in (Kind.UNCACHED, Kind.REGISTERS)
        # The driver maps past the cache what was opened with O_SYNC.
        flags = os.O_RDWR | os.O_CLOEXEC | (os.O_SYNC if self._past_cache else 0)
        try:
            self._file = os.open(region.device, flags)
        except OSError as error:
            raise UiomemError(f"{region.device} cannot be opened: {error.strerror}") from error
        try:
            self._check()
            self._map = mmap.mmap(self._file, region.size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
            self._words = memoryview(self._map).cast("I")
        except (OSError, OverflowError, ValueError) as error:
            self.close()
            raise UiomemError(f"{region.device} cannot be mapped: {error}") from error
        except UiomemError:
            self.close()
            raise

    def _check(self):
        region = self.region
        try:
            answer = fcntl.ioctl(self._file, _DEVICE_INFO, bytes(24))
        except OSError as error:
            raise UiomemError(f"{region.device} is no uiomem device: {error.strerror}") from error
        flags, size, address = struct.unpack("=QQQ", answer)
        if (address, size) != (region.address, region.size):
            raise UiomemError(
                f"{region.device} has {size} bytes at {address:#x},"
                f" the plan says {region.size} bytes at {region.address:#x}"
            )
        if region.kind is Kind.COHERENT and not flags & _COHERENT:
            raise UiomemError(f"{region.device} is not coherent, and the plan says that it is")
        if region.kind is Kind.REGISTERS and flags & _CACHED:
            raise UiomemError(f"{region.device} is cached, and the plan says that it has registers")

    def close(self):
        """Unmaps and closes; once more does nothing."""
        if self._words is not None:
            self._words.release()
            self._words = None
        if self._map is not None:
            self._map.close()
            self._map = None
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _inside(self, offset, size):
        if offset < 0 or size < 0 or offset + size > self.region.size:
            raise UiomemError(f"{size} bytes at offset {offset:#x} are not inside {self.region.device}")

    def read(self, offset, size):
        """Bytes of the region. Syncs nothing."""
        self._inside(offset, size)
        if not self._past_cache:
            return self._map[offset : offset + size]
        # In aligned words: past the cache an unaligned access may be answered by SIGBUS.
        first, last = offset // 4, (offset + size + 3) // 4
        words = struct.pack(f"={last - first}I", *(self._words[index] for index in range(first, last)))
        return words[offset - first * 4 : offset - first * 4 + size]

    def write(self, offset, data):
        """Puts bytes into the region. Syncs nothing."""
        size = len(data)
        self._inside(offset, size)
        if not self._past_cache:
            self._map[offset : offset + size] = bytes(data)
            return
        position = 0
        while position < size:
            place = offset + position
            if place % 4 == 0 and size - position >= 4:
                self._words[place // 4] = struct.unpack_from("=I", data, position)[0]
                position += 4
            else:
                self._map[place] = data[position]
                position += 1

    def read32(self, offset):
        """Reads a register with one access of 32 bits."""
        return self._words[self._register(offset)]

    def write32(self, offset, value):
        """Writes a register with one access of 32 bits."""
        self._words[self._register(offset)] = value

    def _register(self, offset):
        self._inside(offset, 4)
        if offset % 4 != 0:
            raise UiomemError(f"{self.region.device} has no register at offset {offset:#x}")
        return offset // 4

    def sync_for_cpu(self, offset=0, size=None, direction=None):
        """Before the CPU reads what the device wrote. CPU_WRITES asks for nothing here."""
        self._sync(_SYNC_FOR_CPU, 1, offset, size, direction)

    def sync_for_device(self, offset=0, size=None, direction=None):
        """Before the device reads what the CPU wrote, and before it writes."""
        self._sync(_SYNC_FOR_DEVICE, 3, offset, size, direction)

    def _sync(self, request, command, offset, size, direction):
        size = self.region.size - offset if size is None else size
        way = (self.region.direction if direction is None else Direction(direction)) << 2
        self._inside(offset, size)
        if self.region.kind is not Kind.SYNCED or size == 0:
            return
        end = offset + size
        # Sizes of a command are multiples of 16 bytes, and a cache line is longer than that.
        offset -= offset % 16
        while offset < end:
            length = min(-(-(end - offset) // 16) * 16, _LONGEST_SYNC)
            try:
                if offset <= 0xFFFFFFFF:
                    fcntl.ioctl(self._file, request, struct.pack("=Q", offset << 32 | length | way | 1))
                else:
                    # Only this request reaches past 4 GiB; the device keeps the range as its own.
                    fcntl.ioctl(self._file, _SYNC_RANGE, struct.pack("=QQQ", way | command, length, offset))
            except OSError as error:
                raise UiomemError(f"{self.region.device} cannot be synced: {error.strerror}") from error
            offset += length
`;
