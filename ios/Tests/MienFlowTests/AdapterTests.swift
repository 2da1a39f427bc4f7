import Foundation
import Mien
import MienDevice
import MienTesting
import Testing

/// A Keychain in memory; a test can take an item away or make it unreadable.
private final class FakeKeychain: Keychain, @unchecked Sendable {
    private let lock = NSLock()
    private var items: [String: Data] = [:]
    private(set) var readable: [String: Readable] = [:]
    var isLocked = false

    func read(_ account: String) throws -> Data? {
        try lock.withLock {
            if isLocked { throw DeviceError.Unavailable }
            return items[account]
        }
    }

    func add(_ data: Data, as account: String, readable: Readable) throws {
        try lock.withLock {
            guard items[account] == nil else { throw DeviceError.Storage }
            items[account] = data
            self.readable[account] = readable
        }
    }

    func replace(_ data: Data, as account: String) throws -> Bool {
        lock.withLock {
            guard items[account] != nil else { return false }
            items[account] = data
            return true
        }
    }

    func delete(_ account: String) throws {
        lock.withLock { items[account] = nil }
    }
}

private struct Proof: BiometricProof {
    let of: Int
}

/// An Enclave over the core's key files: handles are names, and a key with a person's proof opens for nobody else.
private final class FakeEnclave: Enclave, @unchecked Sendable {
    private let keys: any DeviceKeys
    private let lock = NSLock()
    private var made = 0
    private var biometricSets: [Data: Int] = [:]
    /// How often the faces of this phone were changed.
    var set = 0
    var isAvailable = true

    init() throws {
        keys = try softwareKeys(folder: try Place.newFolder().path)
    }

    private func new(_ purpose: KeyPurpose) throws -> Data {
        let name = lock.withLock { () -> String in
            made += 1
            return "key.\(made)"
        }
        try keys.create(alias: name, purpose: purpose)
        return Data(name.utf8)
    }

    private func name(_ handle: Data) -> String { String(decoding: handle, as: UTF8.self) }

    func makeSigningKey() throws -> Data { try new(.sign) }

    func makeAgreementKey(biometric: Bool) throws -> Data {
        let handle = try new(.prf)
        if biometric { lock.withLock { biometricSets[handle] = set } }
        return handle
    }

    func publicKey(of handle: Data) throws -> Data { try keys.publicKey(alias: name(handle)) }
    func sign(_ message: Data, with handle: Data) throws -> Data { try keys.sign(alias: name(handle), message: message) }

    func agree(_ point: Data, with handle: Data) throws -> Data {
        guard point.count == 65, point.first == 4 else { throw EnclaveFault.refused }
        return try keys.prf(alias: name(handle), input: point)
    }

    func seal(_ secret: Data, for handle: Data) throws -> Data {
        let nonce = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
        let stream = try keys.prf(alias: name(handle), input: nonce)
        let text = nonce + Data(zip(secret, stream).map { $0 ^ $1 })
        return text + (try keys.prf(alias: name(handle), input: text))
    }

    func open(_ sealed: Data, with handle: Data, proof: any BiometricProof) throws -> Data {
        guard let proof = proof as? Proof, proof.of == set, biometricSets[handle] == set else { throw EnclaveFault.refused }
        guard sealed.count == 96, try keys.prf(alias: name(handle), input: sealed.prefix(64)) == sealed.suffix(32) else {
            throw EnclaveFault.notItsOwn
        }
        let stream = try keys.prf(alias: name(handle), input: sealed.prefix(32))
        return Data(zip(sealed.dropFirst(32).prefix(32), stream).map { $0 ^ $1 })
    }
}

/// The prompt, with a person of the test in front of it.
private final class FakeAsk: BiometricAsk, ContractPerson, @unchecked Sendable {
    private let enclave: FakeEnclave
    var refuses: DeviceError?
    private(set) var asked: [String] = []

    init(_ enclave: FakeEnclave) {
        self.enclave = enclave
    }

    func ask(_ reason: String) throws -> any BiometricProof {
        asked.append(reason)
        if let refuses { throw refuses }
        return Proof(of: enclave.set)
    }

    func approve() { refuses = nil }
    func cancel() { refuses = promptError(-2) }
    func enrolAnother() { enclave.set += 1 }
}

/// Reads the same Keychain anew each time, as a restarted app would.
private final class Reopened: MonotonicStore {
    private let keychain: FakeKeychain
    init(_ keychain: FakeKeychain) { self.keychain = keychain }
    func read() throws -> UInt64? { try KeychainCounter(keychain: keychain).read() }
    func raiseTo(value: UInt64) throws { try KeychainCounter(keychain: keychain).raiseTo(value: value) }
}

// The adapters of iPhones run the core's own contracts, over fakes of the platform's classes below them.
@Suite struct AdapterTests {
    private let keychain = FakeKeychain()
    private let enclave: FakeEnclave
    private let ask: FakeAsk
    private let keys: EnclaveKeys

    init() throws {
        enclave = try FakeEnclave()
        ask = FakeAsk(enclave)
        keys = EnclaveKeys(keychain: keychain, enclave: enclave, ask: ask)
    }

    // Protects everything above: keys behave as the core expects them to.
    @Test func theEnclaveKeepsTheContractOfTheKeys() throws {
        try checkKeys(keys: keys)
    }

    // Protects the way in by face: only the person's proof opens, and a changed set of faces ends it.
    @Test func theEnclaveKeepsTheContractOfBiometrics() throws {
        try checkBiometrics(keys: keys, person: ask)
        #expect(ask.asked.allSatisfy { $0 == "Contract" } && !ask.asked.isEmpty)
    }

    // Protects the count of tries from a restart and from a value that runs backwards.
    @Test func theCounterKeepsItsContract() throws {
        try checkCounter(store: KeychainCounter(keychain: keychain), reopened: Reopened(keychain))
        #expect(keychain.readable["passcode-counter"] == .afterFirstUnlock)
    }

    @Test func theClockKeepsItsContract() throws {
        try checkClock(clock: SystemClock())
    }

    // Protects keys from a locked phone and from a phone without a code of its own.
    @Test func handlesAreReadableOnAnUnlockedPhoneOnly() throws {
        for purpose in [KeyPurpose.sign, .prf, .biometric] {
            try keys.create(alias: "a-\(purpose)", purpose: purpose)
        }
        #expect(keychain.readable.count == 3 && keychain.readable.values.allSatisfy { $0 == .whenPasscodeSet })
    }

    // Protects against keys in software: without an Enclave there are none, and the level says so.
    @Test func withoutAnEnclaveThereAreNoKeys() throws {
        enclave.isAvailable = false
        #expect(try keys.securityLevel() == .software)
        for purpose in [KeyPurpose.sign, .prf, .biometric] {
            #expect(throws: DeviceError.Unsupported) { try keys.create(alias: "none", purpose: purpose) }
        }
        #expect(try !keys.exists(alias: "none"))
    }

    // Protects against a prompt that says yes by itself: what it answers is nothing without the Enclave's own check.
    @Test func aProofOfAnotherSetOpensNothing() throws {
        try keys.create(alias: "face", purpose: .biometric)
        let wrapped = try keys.biometricWrap(alias: "face", prompt: "On", secret: Data(repeating: 7, count: 32))
        #expect(ask.asked.isEmpty, "sealing needs no person")
        #expect(try keys.biometricUnwrap(alias: "face", prompt: "Open", wrapped: wrapped) == Data(repeating: 7, count: 32))
        enclave.set += 1
        #expect(throws: DeviceError.KeyInvalidated) { try keys.biometricUnwrap(alias: "face", prompt: "Open", wrapped: wrapped) }
    }

    // Protects the words on the screen: each answer of the prompt has its own meaning, an unknown one is no yes.
    @Test(arguments: [
        (-1, DeviceError.NotAuthenticated), (-2, .Cancelled), (-3, .Cancelled), (-4, .Cancelled), (-5, .Unsupported),
        (-6, .Unsupported), (-7, .Unsupported), (-8, .LockedOut), (-9, .Cancelled), (-1004, .Unavailable), (0, .Unavailable),
    ])
    func answersOfThePromptAreToldApart(code: Int, expected: DeviceError) {
        #expect(promptError(code) == expected)
    }

    // Protects the count: an item that was deleted behind the app's back, or that cannot be read, is never begun anew.
    @Test func aCounterThatIsGoneIsNotBegunAnew() throws {
        let counter = KeychainCounter(keychain: keychain)
        try counter.raiseTo(value: 5)
        keychain.isLocked = true
        #expect(throws: DeviceError.Unavailable) { try counter.read() }
        #expect(throws: DeviceError.Unavailable) { try counter.raiseTo(value: 6) }
        keychain.isLocked = false
        #expect(try counter.read() == 5)
        try keychain.delete("passcode-counter")
        try keychain.add(Data([1, 2]), as: "passcode-counter", readable: .afterFirstUnlock)
        #expect(throws: DeviceError.Storage) { try counter.read() }
    }
}
