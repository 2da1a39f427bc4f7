// A stand-in for type-checking: signatures only. Core Foundation's strings and dictionaries are Swift's own here.
@_exported import Foundation
public typealias CFString = String
public typealias CFDictionary = [String: Any]
public typealias CFTypeRef = AnyObject
public typealias OSStatus = Int32
public class SecAccessControl {}
public struct SecAccessControlCreateFlags: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let privateKeyUsage = SecAccessControlCreateFlags(rawValue: 1)
    public static let biometryCurrentSet = SecAccessControlCreateFlags(rawValue: 2)
}
public let kSecClass: CFString = "", kSecClassGenericPassword: CFString = "", kSecAttrService: CFString = ""
public let kSecAttrAccount: CFString = "", kSecAttrSynchronizable: CFString = "", kSecAttrAccessible: CFString = ""
public let kSecReturnData: CFString = "", kSecValueData: CFString = ""
public let kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly: CFString = ""
public let kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly: CFString = ""
public let errSecSuccess: OSStatus = 0, errSecItemNotFound: OSStatus = -25_300
public let errSecInteractionNotAllowed: OSStatus = -25_308
public func SecItemCopyMatching(_ query: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus { 0 }
public func SecItemUpdate(_ query: CFDictionary, _ changes: CFDictionary) -> OSStatus { 0 }
public func SecItemAdd(_ item: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus { 0 }
public func SecItemDelete(_ query: CFDictionary) -> OSStatus { 0 }
public func SecAccessControlCreateWithFlags(
    _ allocator: AnyObject?, _ protection: CFString, _ flags: SecAccessControlCreateFlags, _ error: UnsafeMutableRawPointer?
) -> SecAccessControl? { nil }
