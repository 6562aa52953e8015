/** What is the same in the Rust module of every plan. */

/** Between the head and the regions. The requests are those of kernel/uiomem-ioctl.h. */
export const rustRuntime = `
#![allow(dead_code)] // no program needs all of it

use std::ffi::c_void;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::raw::{c_int, c_long, c_ulong};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::io::AsRawFd;
use std::sync::atomic::{fence, Ordering};

/// Who writes what the other one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The CPU and the device read and write.
    Both = 0,
    /// The CPU writes, the device reads.
    CpuWrites = 1,
    /// The device writes, the CPU reads.
    DeviceWrites = 2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Memory behind the cache, which the program cleans and invalidates.
    Synced,
    /// Memory behind a cache that the hardware keeps coherent.
    Coherent,
    /// Memory past the cache.
    Uncached,
    /// One access of 32 bits at a time.
    Registers,
}

/// What the plan says.
#[derive(Debug)]
pub struct Region {
    pub name: &'static str,
    pub device: &'static str,
    /// Physical.
    pub address: u64,
    /// Bytes.
    pub size: u64,
    pub kind: Kind,
    /// In which the region is used, as far as the plan says so.
    pub direction: Direction,
}

/// Why a region cannot be used, as a sentence.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

extern "C" {
    fn mmap(place: *mut c_void, size: usize, protection: c_int, flags: c_int, file: c_int, offset: c_long) -> *mut c_void;
    fn munmap(place: *mut c_void, size: usize) -> c_int;
    fn ioctl(file: c_int, request: c_ulong, ...) -> c_int;
}

// <fcntl.h> and <sys/mman.h> of Linux on arm, arm64, x86 and riscv.
const O_SYNC: i32 = 0o4_010_000;
const PROT_READ_WRITE: c_int = 3;
const MAP_SHARED: c_int = 1;

// Requests of the driver, and what they carry: the same for programs of 32 and 64 bits.
const SYNC_FOR_CPU: c_ulong = 0x4008_5505;
const SYNC_FOR_DEVICE: c_ulong = 0x4008_5506;
const DEVICE_INFO: c_ulong = 0x8018_5507;
const SYNC_RANGE: c_ulong = 0x4018_5509;
const CACHED: u64 = 2;
const COHERENT: u64 = 4;
/// The most bytes that one packed command can name (bits 31..4).
const LONGEST_SYNC: u64 = 0xffff_fff0;

#[repr(C)]
#[derive(Default)]
struct DeviceInfo {
    flags: u64,
    size: u64,
    address: u64,
}

#[repr(C)]
struct SyncRange {
    flags: u64,
    size: u64,
    offset: u64,
}

/// A region that is open; it is unmapped and closed when it is dropped.
pub struct Mapping {
    region: &'static Region,
    file: File,
    memory: *mut u8,
}

// Nothing of it belongs to a thread.
unsafe impl Send for Mapping {}

impl Mapping {
    /// Opens, checks and maps. An error when the board's device is not the one of the plan.
    pub fn open(region: &'static Region) -> Result<Mapping, Error> {
        // The driver maps past the cache what was opened with O_SYNC.
        let flags = if past_cache(region) { O_SYNC } else { 0 };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(flags)
            .open(region.device)
            .map_err(|cause| Error(format!("{} cannot be opened: {}", region.device, cause)))?;
        check(region, &file)?;
        let size = usize::try_from(region.size)
            .map_err(|_| Error(format!("{} is too large for this program", region.device)))?;
        let place = unsafe { mmap(std::ptr::null_mut(), size, PROT_READ_WRITE, MAP_SHARED, file.as_raw_fd(), 0) };
        if place as isize == -1 {
            let cause = io::Error::last_os_error();
            return Err(Error(format!("{} cannot be mapped: {}", region.device, cause)));
        }
        Ok(Mapping { region, file, memory: place.cast() })
    }

    pub fn region(&self) -> &'static Region {
        self.region
    }

    /// The first of the region's bytes, for programs that do without the checks and copies of the functions below.
    pub fn as_ptr(&self) -> *mut u8 {
        self.memory
    }

    fn inside(&self, offset: u64, size: u64) -> Result<*mut u8, Error> {
        match offset.checked_add(size) {
            // It fits: as much is mapped.
            Some(end) if end <= self.region.size => Ok(unsafe { self.memory.add(offset as usize) }),
            _ => {
                let device = self.region.device;
                Err(Error(format!("{} bytes at offset {:#x} are not inside {}", size, offset, device)))
            }
        }
    }

    /// Copies from the region. Syncs nothing.
    pub fn read(&self, offset: u64, to: &mut [u8]) -> Result<(), Error> {
        let from = self.inside(offset, to.len() as u64)?;
        if !past_cache(self.region) {
            unsafe { std::ptr::copy_nonoverlapping(from, to.as_mut_ptr(), to.len()) };
            return Ok(());
        }
        // In aligned words: past the cache an unaligned access may be answered by SIGBUS.
        let mut done = 0;
        while done < to.len() {
            let place = unsafe { from.add(done) };
            if place as usize % 4 == 0 && to.len() - done >= 4 {
                let word = unsafe { place.cast::<u32>().read_volatile() };
                to[done..done + 4].copy_from_slice(&word.to_ne_bytes());
                done += 4;
            } else {
                to[done] = unsafe { place.read_volatile() };
                done += 1;
            }
        }
        Ok(())
    }

    /// Copies into the region. Syncs nothing.
    pub fn write(&mut self, offset: u64, from: &[u8]) -> Result<(), Error> {
        let to = self.inside(offset, from.len() as u64)?;
        if !past_cache(self.region) {
            unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), to, from.len()) };
            return Ok(());
        }
        let mut done = 0;
        while done < from.len() {
            let place = unsafe { to.add(done) };
            if place as usize % 4 == 0 && from.len() - done >= 4 {
                let mut word = [0; 4];
                word.copy_from_slice(&from[done..done + 4]);
                unsafe { place.cast::<u32>().write_volatile(u32::from_ne_bytes(word)) };
                done += 4;
            } else {
                unsafe { place.write_volatile(from[done]) };
                done += 1;
            }
        }
        Ok(())
    }

    fn register(&self, offset: u64) -> Result<*mut u32, Error> {
        if offset % 4 != 0 {
            return Err(Error(format!("{} has no register at offset {:#x}", self.region.device, offset)));
        }
        Ok(self.inside(offset, 4)?.cast())
    }

    /// Reads a register with one access of 32 bits.
    pub fn read32(&self, offset: u64) -> Result<u32, Error> {
        let place = self.register(offset)?;
        Ok(unsafe { place.read_volatile() })
    }

    /// Writes a register with one access of 32 bits.
    pub fn write32(&mut self, offset: u64, value: u32) -> Result<(), Error> {
        let place = self.register(offset)?;
        unsafe { place.write_volatile(value) };
        Ok(())
    }

    /// Before the CPU reads what the device wrote. CpuWrites asks for nothing here.
    pub fn sync_for_cpu(&self, offset: u64, size: u64, direction: Direction) -> Result<(), Error> {
        self.sync(SYNC_FOR_CPU, 1, offset, size, direction)
    }

    /// Before the device reads what the CPU wrote, and before it writes.
    pub fn sync_for_device(&self, offset: u64, size: u64, direction: Direction) -> Result<(), Error> {
        self.sync(SYNC_FOR_DEVICE, 3, offset, size, direction)
    }

    fn sync(&self, request: c_ulong, command: u64, offset: u64, size: u64, direction: Direction) -> Result<(), Error> {
        self.inside(offset, size)?;
        if self.region.kind != Kind::Synced {
            // No cache to maintain; accesses of this thread stay on their side of the call.
            fence(Ordering::SeqCst);
            return Ok(());
        }
        if size == 0 {
            return Ok(());
        }
        let way = (direction as u64) << 2;
        let end = offset + size;
        // Sizes of a command are multiples of 16 bytes, and a cache line is longer than that.
        let mut at = offset & !15;
        while at < end {
            let length = ((end - at + 15) & !15).min(LONGEST_SYNC);
            let file = self.file.as_raw_fd();
            let status = if at <= u64::from(u32::MAX) {
                let packed: u64 = at << 32 | length | way | 1;
                unsafe { ioctl(file, request, &packed) }
            } else {
                // Only this request reaches past 4 GiB; the device keeps the range as its own.
                let range = SyncRange { flags: way | command, size: length, offset: at };
                unsafe { ioctl(file, SYNC_RANGE, &range) }
            };
            if status != 0 {
                let cause = io::Error::last_os_error();
                return Err(Error(format!("{} cannot be synced: {}", self.region.device, cause)));
            }
            at += length;
        }
        Ok(())
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        unsafe { munmap(self.memory.cast(), self.region.size as usize) };
    }
}

fn past_cache(region: &Region) -> bool {
    matches!(region.kind, Kind::Uncached | Kind::Registers)
}

fn check(region: &Region, file: &File) -> Result<(), Error> {
    let mut info = DeviceInfo::default();
    if unsafe { ioctl(file.as_raw_fd(), DEVICE_INFO, &mut info) } != 0 {
        let cause = io::Error::last_os_error();
        return Err(Error(format!("{} is no uiomem device: {}", region.device, cause)));
    }
    if (info.address, info.size) != (region.address, region.size) {
        return Err(Error(format!(
            "{} has {} bytes at {:#x}, the plan says {} bytes at {:#x}",
            region.device, info.size, info.address, region.size, region.address
        )));
    }
    if region.kind == Kind::Coherent && info.flags & COHERENT == 0 {
        return Err(Error(format!("{} is not coherent, and the plan says that it is", region.device)));
    }
    if region.kind == Kind::Registers && info.flags & CACHED != 0 {
        return Err(Error(format!("{} is cached, and the plan says that it has registers", region.device)));
    }
    Ok(())
}
`;
