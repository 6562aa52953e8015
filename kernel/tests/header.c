// SPDX-License-Identifier: GPL-2.0 OR MIT
/* uiomem-ioctl.h as programs use it. Layout and numbers are checked by the compiler, in C here, in C++ next door. */
#include "tests.h"

#define HEADER_ASSERT(condition, what) _Static_assert(condition, what)
#include "header-fields.h"

__attribute__((weak)) int header_cxx_round_trip(void);

#define ROUND_TRIP(type, field, values)								\
	do {											\
		type t = { .flags = ~0ull };							\
		const uint64_t others = ~(UIOMEM_IOCTL_FLAGS_##field##_MASK			\
					  << UIOMEM_IOCTL_FLAGS_##field##_SHIFT);		\
		bool good = true;								\
												\
		for (int v = 0; v < (values); v++) {						\
			SET_UIOMEM_IOCTL_FLAGS_##field(&t, v);					\
			good &= GET_UIOMEM_IOCTL_FLAGS_##field(&t) == v;			\
			good &= (t.flags & others) == others;					\
		}										\
		SET_UIOMEM_IOCTL_FLAGS_##field(&t, (values));					\
		good &= GET_UIOMEM_IOCTL_FLAGS_##field(&t) == 0 && (t.flags & others) == others;\
		ok(good, "%s takes 0 to %d and leaves its neighbours", #field, (values) - 1);	\
	} while (0)

void test_header(const struct board *b)
{
	(void)b;
	section("header");
	ROUND_TRIP(uiomem_ioctl_drv_info, IOCTL_VERSION, 256);
	ROUND_TRIP(uiomem_ioctl_dev_info, SHAREABLE, 2);
	ROUND_TRIP(uiomem_ioctl_dev_info, CACHED, 2);
	ROUND_TRIP(uiomem_ioctl_dev_info, COHERENT, 2);
	ROUND_TRIP(uiomem_ioctl_sync_args, SYNC_CMD, 4);
	ROUND_TRIP(uiomem_ioctl_sync_args, SYNC_DIR, 4);
	ROUND_TRIP(uiomem_ioctl_sync_args, SYNC_MODE, 256);
	ROUND_TRIP(uiomem_ioctl_sync_args, SYNC_OWNER, 2);
	if (header_cxx_round_trip)
		ok(header_cxx_round_trip(), "the same from C++");
	else
		skip("the same from C++", "built without a C++ compiler for this machine");
}
