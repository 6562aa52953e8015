//! Uses the regions of clients.test.ts as a program would.
mod uiomem_regions;

use std::error::Error;
use uiomem_regions::{Direction, Mapping, REGION_UIOMEM0, REGION_UIOMEM2, REGION_UIOMEM3, REGION_UIOMEM4};

const WORDS: &[u8] = b"Rust was here, past a line.";

fn main() -> Result<(), Box<dyn Error>> {
    for region in [&REGION_UIOMEM0, &REGION_UIOMEM2, &REGION_UIOMEM3] {
        let mut it = Mapping::open(region)?;
        it.write(0x101, WORDS)?;
        it.sync_for_device(0x101, WORDS.len() as u64, Direction::CpuWrites)?;
        it.sync_for_cpu(0x101, WORDS.len() as u64, Direction::CpuWrites)?;
        it.sync_for_device(region.size - 64, 64, Direction::DeviceWrites)?;
        let mut heard = [0; 29];
        it.sync_for_cpu(0x1003, 29, Direction::DeviceWrites)?;
        it.read(0x1003, &mut heard)?;
        let digits: String = heard.iter().map(|byte| format!("{:02x}", byte)).collect();
        println!("{} {}", region.name, digits);
        match it.sync_for_cpu(region.size - 8, 16, Direction::Both) {
            Err(error) => println!("{}", error),
            Ok(()) => return Err("a sync past the end was answered".into()),
        }
    }
    let mut edu = Mapping::open(&REGION_UIOMEM4)?;
    edu.write32(4, 0x1234_5678)?;
    println!("{:x}", edu.read32(0)?);
    println!("{:x}", edu.read32(4)?);
    Ok(())
}
