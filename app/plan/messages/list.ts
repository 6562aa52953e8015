/** Every known line of the kernel's log. A new one is a file beside this, and its name below. */
import { busAlignment, busErrorOfKernel, busErrorOfProgram, busSystemError } from './bus-error.ts';
import { driverBeyondProcessor } from './driver-beyond-processor.ts';
import { driverBusy } from './driver-busy.ts';
import { driverCacheOff } from './driver-cache-off.ts';
import { driverMapFailed, driverMappedCached, driverMappedNonCached } from './driver-mapping.ts';
import { driverNoMemory, driverNotMapped } from './driver-memory.ts';
import { driverMinor, driverNoMinor } from './driver-minor.ts';
import { driverName, driverPlatformName } from './driver-name.ts';
import { driverNotOffered } from './driver-not-offered.ts';
import { driverOverlap } from './driver-overlap.ts';
import { driverProbeFailed } from './driver-probe.ts';
import { driverProperty } from './driver-property.ts';
import { driverRam } from './driver-ram.ts';
import { driverSharedByOne, driverSharedClaim, driverSharedDifferently } from './driver-shared.ts';
import { driverUnaligned } from './driver-unaligned.ts';
import { driverWrap } from './driver-wrap.ts';
import { driverZeroAddress, driverZeroSize } from './driver-zero.ts';
import { loaderBlacklisted } from './loader-blacklist.ts';
import { loaderBtf } from './loader-btf.ts';
import { loaderArchitecture, loaderNoElf } from './loader-elf.ts';
import { loaderLockdown } from './loader-lockdown.ts';
import { loaderNoMemory, loaderNoVmalloc } from './loader-memory.ts';
import { loaderBadParameter, loaderUnknownParameter } from './loader-parameter.ts';
import { loaderSignatureMissing, loaderUnsigned } from './loader-signature.ts';
import { loaderNoSymbolVersion, loaderSymbolVersion } from './loader-symbol-version.ts';
import { loaderDuplicateSymbol, loaderNamespace } from './loader-symbols.ts';
import { loaderLicence, loaderOutOfTree } from './loader-taint.ts';
import { loaderUnknownSymbol } from './loader-unknown-symbol.ts';
import { loaderVersionMagic } from './loader-version-magic.ts';
import type { Message } from './message.ts';
import { overlayCells } from './overlay-cells.ts';
import { overlayFailed } from './overlay-failed.ts';
import { overlayLeak } from './overlay-leak.ts';
import { overlayOnTop } from './overlay-on-top.ts';
import { overlaySuspect } from './overlay-suspect.ts';
import { overlaySymbols } from './overlay-symbols.ts';
import { overlayTarget } from './overlay-target.ts';
import { overlayOwnSymbols, overlayUnreadable } from './overlay-unreadable.ts';
import { patConflict } from './pat.ts';
import { referenceRefusesReservation } from './reference-refuses-reservation.ts';
import {
  reservationFailed,
  reservationFormat,
  reservationOverlap,
  reservationProperty,
  reservationTooMany,
} from './reserved-memory.ts';
import { resourceDuplicateFile, resourceNotThere, resourceSpans, resourceTaken } from './resource-claim.ts';
import { treeCells } from './tree-cells.ts';

export const messages: readonly Message[] = [
  busErrorOfProgram,
  busErrorOfKernel,
  busSystemError,
  busAlignment,
  driverBeyondProcessor,
  driverBusy,
  driverCacheOff,
  driverMappedCached,
  driverMappedNonCached,
  driverMapFailed,
  driverNotMapped,
  driverNoMemory,
  driverMinor,
  driverNoMinor,
  driverName,
  driverPlatformName,
  driverNotOffered,
  driverOverlap,
  driverProbeFailed,
  driverProperty,
  driverRam,
  driverSharedByOne,
  driverSharedClaim,
  driverSharedDifferently,
  driverUnaligned,
  driverWrap,
  driverZeroSize,
  driverZeroAddress,
  loaderBlacklisted,
  loaderBtf,
  loaderArchitecture,
  loaderNoElf,
  loaderLockdown,
  loaderNoVmalloc,
  loaderNoMemory,
  loaderUnknownParameter,
  loaderBadParameter,
  loaderUnsigned,
  loaderSignatureMissing,
  loaderSymbolVersion,
  loaderNoSymbolVersion,
  loaderNamespace,
  loaderDuplicateSymbol,
  loaderOutOfTree,
  loaderLicence,
  loaderUnknownSymbol,
  loaderVersionMagic,
  overlayCells,
  overlayFailed,
  overlayLeak,
  overlayOnTop,
  overlaySuspect,
  overlaySymbols,
  overlayTarget,
  overlayUnreadable,
  overlayOwnSymbols,
  patConflict,
  referenceRefusesReservation,
  reservationFormat,
  reservationFailed,
  reservationProperty,
  reservationOverlap,
  reservationTooMany,
  resourceTaken,
  resourceNotThere,
  resourceSpans,
  resourceDuplicateFile,
  treeCells,
];
