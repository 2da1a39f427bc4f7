// A stand-in for type-checking: signatures only.
@_exported import CoreMedia
@_exported import Dispatch
@_exported import Foundation
@_exported import UIKit
open class AVSpeechSynthesisVoice: NSObject { public init?(language: String?) {} }
open class AVSpeechUtterance: NSObject {
    public init(string: String) {}
    public var voice: AVSpeechSynthesisVoice?
}
public enum AVSpeechBoundary: Int, Sendable { case immediate, word }
open class AVSpeechSynthesizer: NSObject {
    public override init() {}
    public func speak(_ utterance: AVSpeechUtterance) {}
    public func stopSpeaking(at boundary: AVSpeechBoundary) -> Bool { true }
}
open class AVCaptureInput: NSObject {}
open class AVCaptureOutput: NSObject {}
open class AVCaptureConnection: NSObject { public var isVideoMirrored = false }
public struct AVMediaType: Sendable { public static let video = AVMediaType() }
open class AVCaptureDevice: NSObject {
    public enum Position: Sendable { case front, back }
    public struct DeviceType: Sendable { public static let builtInWideAngleCamera = DeviceType() }
    public class func `default`(_ type: DeviceType, for media: AVMediaType?, position: Position) -> AVCaptureDevice? { nil }
    public var exposureDuration: CMTime { fatalError() }
    public var iso: Float { 0 }
    public class func requestAccess(for media: AVMediaType) async -> Bool { false }
}
open class AVCaptureDeviceInput: AVCaptureInput { public init(device: AVCaptureDevice) throws {} }
public protocol AVCaptureVideoDataOutputSampleBufferDelegate: NSObjectProtocol {
    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    )
}
open class AVCaptureVideoDataOutput: AVCaptureOutput {
    public var videoSettings: [String: Any]! = nil
    public var alwaysDiscardsLateVideoFrames = true
    public func setSampleBufferDelegate(_ delegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?, queue: DispatchQueue?) {}
}
open class AVCaptureSession: NSObject {
    public struct Preset: Sendable { public static let vga640x480 = Preset() }
    public var sessionPreset = Preset()
    public var inputs: [AVCaptureInput] { [] }
    public var outputs: [AVCaptureOutput] { [] }
    public var isRunning: Bool { false }
    public func canAddInput(_ input: AVCaptureInput) -> Bool { true }
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { true }
    public func addInput(_ input: AVCaptureInput) {}
    public func addOutput(_ output: AVCaptureOutput) {}
    public func removeInput(_ input: AVCaptureInput) {}
    public func removeOutput(_ output: AVCaptureOutput) {}
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func startRunning() {}
    public func stopRunning() {}
}
public struct AVLayerVideoGravity: Sendable { public static let resizeAspectFill = AVLayerVideoGravity() }
open class AVCaptureVideoPreviewLayer: CALayer {
    public var session: AVCaptureSession?
    public var videoGravity = AVLayerVideoGravity()
}
