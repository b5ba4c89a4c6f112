/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wi-Fi, certificates, updates and power as an app with every capability has them. Boots four
 * times: the mutable file counts. */
#include <applibs/certstore.h>
#include <applibs/eventloop.h>
#include <applibs/networking.h>
#include <applibs/powermanagement.h>
#include <applibs/storage.h>
#include <applibs/sysevent.h>
#include <applibs/wificonfig.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char* told(int result) { return result < 0 ? strerror(errno) : "ok"; }

static void wait_ms(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) < 0) {
  }
}

static void wifi(void) {
  WifiConfig_ConnectedNetwork network;
  printf("current: %s", told(WifiConfig_GetCurrentNetwork(&network)));
  printf(", id: %s\n", told(WifiConfig_GetConnectedNetworkId()));
  printf("scan: %d\n", (int)WifiConfig_TriggerScanAndGetScannedNetworkCount());
  WifiConfig_ScannedNetwork scanned[4];
  ssize_t count = WifiConfig_GetScannedNetworks(scanned, 4);
  for (ssize_t i = 0; i < count; i++) {
    printf("  %.*s, security %u, %d dBm, %u MHz\n", scanned[i].ssidLength, scanned[i].ssid,
           scanned[i].security, scanned[i].signalRssi, (unsigned)scanned[i].frequencyMHz);
  }
  int id = WifiConfig_AddNetwork();
  printf("added: %d\n", id);
  printf("persisted without an SSID: %s\n", told(WifiConfig_PersistConfig()));
  printf("SSID: %s", told(WifiConfig_SetSSID(id, (const uint8_t*)"home", 4)));
  printf(", NULL %s", told(WifiConfig_SetSSID(id, NULL, 4)));
  printf(", id 99 %s\n", told(WifiConfig_SetSSID(99, (const uint8_t*)"home", 4)));
  printf("security: %s", told(WifiConfig_SetSecurityType(id, WifiConfig_Security_Wpa2_Psk)));
  printf(", 9 %s\n", told(WifiConfig_SetSecurityType(id, 9)));
  printf("key: %s", told(WifiConfig_SetPSK(id, "wrong key", 9)));
  printf(", short %s\n", told(WifiConfig_SetPSK(id, "short", 5)));
  printf("name: %s", told(WifiConfig_SetConfigName(id, "mine")));
  printf(", found %d", WifiConfig_GetNetworkIdByConfigName("mine") == id);
  printf(", other %s\n", told(WifiConfig_GetNetworkIdByConfigName("other")));
  printf("EAP: %s\n", told(WifiConfig_SetClientIdentity(id, "me")));
  printf("enabled: %s\n", told(WifiConfig_SetNetworkEnabled(id, true)));
  wait_ms(1000);
  WifiConfig_NetworkDiagnostics diagnostics;
  printf("diagnosis: %s", told(WifiConfig_GetNetworkDiagnostics(id, &diagnostics)));
  printf(", error %d, enabled %d, connected %d\n", (int)diagnostics.error, diagnostics.isEnabled,
         diagnostics.isConnected);
  printf("right key: %s\n", told(WifiConfig_SetPSK(id, "right key", 9)));
  wait_ms(1000);
  printf("current: %s", told(WifiConfig_GetCurrentNetwork(&network)));
  printf(", %.*s, id %d\n", network.ssidLength, network.ssid,
         WifiConfig_GetConnectedNetworkId() == id);
  printf("diagnosis: %s\n", told(WifiConfig_GetNetworkDiagnostics(id, &diagnostics)));
  printf("copy: %d", WifiConfig_AddDuplicateNetwork(id, "copy") > id);
  printf(", again %s\n", told(WifiConfig_AddDuplicateNetwork(id, "copy")));
  printf("stored: %d", (int)WifiConfig_GetStoredNetworkCount());
  printf(", persisted %s", told(WifiConfig_PersistConfig()));
  printf(", forgotten %s\n", told(WifiConfig_ForgetNetworkById(
                                 WifiConfig_GetNetworkIdByConfigName("copy"))));
}

static void certificates(void) {
  CertStore_Identifier id;
  printf("certificates: %d, space %d\n", (int)CertStore_GetCertificateCount(),
         (int)CertStore_GetAvailableSpace());
  printf("install: NULL %s", told(CertStore_InstallRootCACertificate("id", NULL, 0)));
  printf(", no certificate %s", told(CertStore_InstallRootCACertificate("id", "text", 4)));
  printf(", bad id %s\n", told(CertStore_InstallRootCACertificate("a b", "text", 4)));
  printf("delete: NULL %s", told(CertStore_DeleteCertificate(NULL)));
  printf(", missing %s\n", told(CertStore_DeleteCertificate("id")));
  printf("at: %s", told(CertStore_GetCertificateIdentifierAt(0, &id)));
  printf(", NULL %s\n", told(CertStore_GetCertificateIdentifierAt(0, NULL)));
  struct tm when;
  printf("info: %s", told(CertStore_GetCertificateNotBefore("id", &when)));
  printf(", NULL %s\n", told(CertStore_GetCertificateNotBefore("id", NULL)));
  printf("move: %s", told(CertStore_MoveCertificate("id", "to")));
  printf(", bad id %s\n", told(CertStore_MoveCertificate("id", "a b")));
}

static int pending;

static void on_event(SysEvent_Events event, SysEvent_Status status, const SysEvent_Info* info,
                     void* context) {
  (void)context;
  SysEvent_Info_UpdateData data;
  printf("event %u, status %u", (unsigned)event, (unsigned)status);
  if (SysEvent_Info_GetUpdateData(info, &data) == 0) {
    printf(", type %u, at most %u minutes", (unsigned)data.update_type,
           data.max_deferral_time_in_minutes);
  } else {
    printf(", no data: %s", strerror(errno));
  }
  printf("\n");
  if (event == SysEvent_Events_UpdateReadyForInstall && status == SysEvent_Status_Pending &&
      pending++ == 0) {
    printf("deferred: %s", told(SysEvent_DeferEvent(event, 1)));
    printf(", again %s\n", told(SysEvent_DeferEvent(event, 1)));
  }
}

static void updates(void) {
  EventLoop* loop = EventLoop_Create();
  EventRegistration* reg =
      SysEvent_RegisterForEventNotifications(loop, SysEvent_Events_Mask, on_event, NULL);
  printf("registered: %d\n", reg != NULL);
  reg = SysEvent_RegisterForEventNotifications(loop, SysEvent_Events_Mask, on_event, NULL);
  printf("again: %d, %s\n", reg != NULL, strerror(errno));
  reg = SysEvent_RegisterForEventNotifications(loop, 8, on_event, NULL);
  printf("unknown event: %d, %s\n", reg != NULL, strerror(errno));
  printf("resumed: %s\n", told(SysEvent_ResumeEvent(SysEvent_Events_UpdateReadyForInstall)));
  printf("nothing pending: %s\n",
         told(SysEvent_DeferEvent(SysEvent_Events_UpdateReadyForInstall, 1)));
  fflush(stdout);
  while (EventLoop_Run(loop, -1, true) != EventLoop_Run_Failed || errno == EINTR) {
    fflush(stdout);
  }
}

/* How often the device has booted before: the length of the mutable file. */
static int boots(void) {
  int fd = Storage_OpenMutableFile();
  int before = (int)lseek(fd, 0, SEEK_END);
  if (write(fd, "x", 1) != 1) {
    printf("mutable: %s\n", strerror(errno));
  }
  close(fd);
  return before;
}

static time_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0); /* SIGTERM comes as soon as the device goes down */
  const int before = boots();
  printf("boot %d\n", before);
  if (before == 0) {
    wifi();
    certificates();
    printf("profile: %s", told(PowerManagement_SetSystemPowerProfile(PowerManagement_PowerSaver)));
    printf(", 9 %s\n", told(PowerManagement_SetSystemPowerProfile(9)));
    printf("down for 0 s: %s\n", told(PowerManagement_ForceSystemPowerDown(0)));
    printf("reboot: %s\n", told(PowerManagement_ForceSystemReboot()));
  } else if (before == 1) {
    wait_ms(1000);
    printf("kept networks: %d, connected %d\n", (int)WifiConfig_GetStoredNetworkCount(),
           WifiConfig_GetConnectedNetworkId() >= 0);
    printf("down: %s, at %d\n", told(PowerManagement_ForceSystemPowerDown(30)),
           (int)(now() % 100 / 10));
  } else if (before == 2) {
    updates();
  } else {
    printf("updated\n");
    return 0;
  }
  fflush(stdout);
  pause();
  return 0;
}
