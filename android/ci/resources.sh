#!/bin/sh
# resources.sh APP OUT: compiles and links the resources and the manifest under APP to OUT/app.apk and OUT/java/.../R.java.
set -eu
framework=${FRAMEWORK_RES:-/usr/share/android-framework-res/framework-res.apk}
rm -rf "$2"
mkdir -p "$2/java"
# What Gradle adds to the manifest. Left out: an attribute of Android 12, which the framework of Debian 12 (API 29) does not
# know; the app's own build keeps it.
sed -e 's|<manifest |<manifest package="org.mien.app" |' \
  -e 's|^ *<application$|<uses-sdk android:minSdkVersion="28" android:targetSdkVersion="35" />&|' \
  -e 's| *android:dataExtractionRules="[^"]*"||' "$1/AndroidManifest.xml" > "$2/AndroidManifest.xml"
aapt2 compile --dir "$1/res" -o "$2/compiled.zip"
aapt2 link -I "$framework" --manifest "$2/AndroidManifest.xml" --java "$2/java" --auto-add-overlay -o "$2/app.apk" "$2/compiled.zip"
