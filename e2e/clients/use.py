# Uses the regions of clients.test.ts as a program would.
from uiomem_regions import (
    REGION_UIOMEM0,
    REGION_UIOMEM2,
    REGION_UIOMEM3,
    REGION_UIOMEM4,
    Direction,
    Mapping,
    UiomemError,
)

WORDS = b"Python was here, past a line."

for region in (REGION_UIOMEM0, REGION_UIOMEM2, REGION_UIOMEM3):
    with Mapping(region) as it:
        it.write(0x101, WORDS)
        it.sync_for_device(0x101, len(WORDS), Direction.CPU_WRITES)
        it.sync_for_cpu(0x101, len(WORDS), Direction.CPU_WRITES)
        it.sync_for_device(region.size - 64, 64, Direction.DEVICE_WRITES)
        it.sync_for_cpu(0x1003, 29, Direction.DEVICE_WRITES)
        print(region.name, it.read(0x1003, 29).hex())
        try:
            it.sync_for_cpu(region.size - 8, 16, Direction.BOTH)
        except UiomemError as error:
            print(error)

with Mapping(REGION_UIOMEM4) as edu:
    edu.write32(4, 0x12345678)
    print(f"{edu.read32(0):x}")
    print(f"{edu.read32(4):x}")
