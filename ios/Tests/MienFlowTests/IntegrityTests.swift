import Mien
import MienDevice
import Testing

/// What speaks against a phone is told, and a developer's own build is left in peace.
struct IntegrityTests {
    private func phone(_ files: Set<String> = [], traced: Bool = false, debug: Bool = false, verdict: Bool? = nil) -> PhoneIntegrity {
        PhoneIntegrity(verdict: { verdict }, isDebugBuild: debug, exists: { files.contains($0) }, isTraced: { traced })
    }

    @Test func anOrdinaryPhoneShowsNothing() throws {
        #expect(try phone().signals() == IntegritySignals(attested: nil, compromised: false, debugged: false))
        try checkIntegrity(integrity: phone())
    }

    @Test func whatIsFoundIsTold() throws {
        #expect(try phone(["/var/jb"]).signals()?.compromised == true)
        #expect(try phone(traced: true).signals()?.debugged == true)
        #expect(try phone(verdict: false).signals()?.attested == false)
    }

    @Test func aDebugBuildSaysNothing() throws {
        #expect(try phone(["/var/jb"], traced: true, debug: true).signals() == nil)
    }

    @Test func nobodyTracesThisTest() {
        #expect(!PhoneIntegrity.hasDebugger())
    }
}
