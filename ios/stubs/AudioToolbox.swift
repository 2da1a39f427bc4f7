// A stand-in for type-checking: signatures only.
public typealias SystemSoundID = UInt32
public var kSystemSoundID_Vibrate: SystemSoundID { 0xFFF }
public func AudioServicesPlaySystemSound(_ sound: SystemSoundID) {}
