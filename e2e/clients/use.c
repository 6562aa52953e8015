/* Uses the regions of clients.test.ts as a program would: 0 when each call was answered. */
#include "uiomem_regions.h"

static int use(const struct uiomem_region *region)
{
	static const char words[] = "C was here, past a line.";
	unsigned char heard[29];
	struct uiomem it;
	size_t i;

	if (uiomem_open(&it, region) != 0 || uiomem_write(&it, 0x101, words, sizeof(words) - 1) != 0 ||
	    uiomem_sync_for_device(&it, 0x101, sizeof(words) - 1, UIOMEM_CPU_WRITES) != 0 ||
	    uiomem_sync_for_cpu(&it, 0x101, sizeof(words) - 1, UIOMEM_CPU_WRITES) != 0 ||
	    uiomem_sync_for_device(&it, region->size - 64, 64, UIOMEM_DEVICE_WRITES) != 0 ||
	    uiomem_sync_for_cpu(&it, 0x1003, sizeof(heard), UIOMEM_DEVICE_WRITES) != 0 ||
	    uiomem_read(&it, 0x1003, heard, sizeof(heard)) != 0) {
		fprintf(stderr, "%s\n", it.error);
		return 1;
	}
	printf("%s ", region->name);
	for (i = 0; i < sizeof(heard); i++)
		printf("%02x", heard[i]);
	printf("\n");
	if (uiomem_sync_for_cpu(&it, region->size - 8, 16, UIOMEM_BOTH) == 0)
		return 1;
	printf("%s\n", it.error);
	uiomem_close(&it);
	return 0;
}

int main(void)
{
	struct uiomem edu;

	if (use(&REGION_UIOMEM0) != 0 || use(&REGION_UIOMEM2) != 0 || use(&REGION_UIOMEM3) != 0)
		return 1;
	if (uiomem_open(&edu, &REGION_UIOMEM4) != 0) {
		fprintf(stderr, "%s\n", edu.error);
		return 1;
	}
	uiomem_write32(&edu, 4, 0x12345678);
	printf("%x\n", uiomem_read32(&edu, 0));
	printf("%x\n", uiomem_read32(&edu, 4));
	uiomem_close(&edu);
	return 0;
}
